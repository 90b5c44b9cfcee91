import { printable } from "../../../model";
import { EndpointError } from "../../shared/errors";
import { ADDRESS_FORM, readAddress, type ServerAddress } from "./facts";

export type { ServerAddress };

/**
 * Reads an address.
 *
 * @throws EndpointError for anything else, such as a URL: it may hold a password, so the text is shown only where it can't
 */
export function parseAddress(text: string): ServerAddress {
  const address = readAddress(text);
  if (address) return address;
  const shown = /[@/]/.test(text) ? "The address of the server" : printable(JSON.stringify(text), 100);
  throw new EndpointError(`${shown} is not an address of a MySQL server.`, {
    service: "mysql",
    remedy: ADDRESS_FORM,
  });
}

/** Whether nothing between us and the server can listen: 127.0.0.0/8, ::1 or `localhost`. */
export function isThisMachine({ host }: ServerAddress): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
