import { printable } from "../../../model";
import { EndpointError } from "../../shared/errors";
import { DEFAULT_PORT } from "./facts";

/** Where a server listens. */
export interface ServerAddress {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `host`, `host:port`, `[2001:db8::1]:port`.
 *
 * @throws EndpointError for anything else, such as a URL: it may hold a password, so the text is shown only where it can't
 */
export function parseAddress(text: string): ServerAddress {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? DEFAULT_PORT : Number(digits);
  if (host !== undefined && port > 0 && port < 65_536) return { host, port };
  const shown = /[@/]/.test(text) ? "The address of the server" : printable(JSON.stringify(text), 100);
  throw new EndpointError(`${shown} is not an address of a MySQL server.`, {
    service: "mysql",
    remedy:
      "Write instance_id as host:port, such as db.example.com:3306 or [2001:db8::1]:3306. User and password are set elsewhere, never in an address.",
  });
}

/** Whether nothing between us and the server can listen: 127.0.0.0/8, ::1 or `localhost`. */
export function isThisMachine({ host }: ServerAddress): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
