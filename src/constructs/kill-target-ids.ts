import { isIPv6 } from "node:net";
import { Token, Tokenization } from "cdktf";
import { type ConstructCode, ConstructError } from "./errors";
import { describe } from "./shape";

/** Ids of targets, as far as they are known at synth. `factory` is the method of KillTarget that takes one. */

/** @throws ConstructError `DBKILL_TARGET_ID_INVALID` */
export function checkId(factory: string, name: string, id: string): string {
  // An iterator's value is a reference that is not a string yet.
  if (Tokenization.isResolvable(id)) return Token.asString(id);
  if (typeof id === "string" && (Token.isUnresolved(id) || /^[^\s/]+$/.test(id))) return id;
  throw refused(
    factory,
    "DBKILL_TARGET_ID_INVALID",
    name,
    `${name} is ${describe(id)}, which is not an id: a string without blanks and slashes. Give the id that the console shows, or the id attribute of the database's own resource.`,
  );
}

/** The error of a factory that refuses a parameter. */
export function refused(factory: string, code: ConstructCode, path: string, message: string): ConstructError {
  return new ConstructError(`KillTarget.${factory}`, [{ code, path, text: message }]);
}

/**
 * The id of a MySQL server: `host:port`.
 *
 * @throws ConstructError `DBKILL_TARGET_ID_INVALID`
 */
export function addressOf(factory: string, host: string, port: number): string {
  const isKnownHost = typeof host === "string" && !Token.isUnresolved(host);
  if (isKnownHost && !/^[A-Za-z0-9._-]+$/.test(host) && !isIPv6(host)) {
    throw refused(
      factory,
      "DBKILL_TARGET_ID_INVALID",
      "host",
      "host is not a host name or an address. Give it without scheme, port, user and password, and an IPv6 address without brackets.",
    );
  }
  if (!Token.isUnresolved(port) && (port < 1 || port > 65_535)) {
    throw refused(
      factory,
      "DBKILL_TARGET_ID_INVALID",
      "port",
      `port is ${port}. Give a port from 1 to 65535.`,
    );
  }
  const place = isIPv6(host) ? `[${host}]` : Token.asString(host);
  return `${place}:${Token.isUnresolved(port) ? Token.asString(port) : port}`;
}
