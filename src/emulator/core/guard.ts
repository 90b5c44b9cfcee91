import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";

/** Why a request is refused before anything of it is read. */
export interface Refusal {
  readonly status: 403 | 415;
  readonly code: "ForeignHost" | "ForeignOrigin" | "UnsupportedMediaType";
  readonly message: string;
}

/**
 * Keeps web pages out. Any page that a browser on this machine shows can send requests to a local port, and by DNS rebinding even
 * read the responses, so a request must be addressed to a name of the emulator's own and must not come from a page elsewhere.
 */
export class Guard {
  readonly #allowed: ReadonlySet<string>;

  /** `host` is the address that the emulator listens on. */
  constructor(
    private readonly host: string,
    allowedHosts: readonly string[] = [],
  ) {
    this.#allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  }

  /**
   * Undefined: the request may be served.
   *
   * @param isPage whether it is for the web page, to which links on other sites may lead
   */
  check(headers: IncomingHttpHeaders, isPage = false): Refusal | undefined {
    const { host = "", origin } = headers;
    if (!this.#isOwn(hostName(host))) {
      return {
        status: 403,
        code: "ForeignHost",
        message: `the Host ${JSON.stringify(host)} is not a name of this emulator; allow it with --allow-host NAME`,
      };
    }
    const site = headers["sec-fetch-site"];
    // A top-level navigation: the other site can't read it, and it is not in a frame.
    const isLink = isPage && headers["sec-fetch-dest"] === "document";
    if (
      (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) ||
      ((site === "cross-site" || site === "same-site") && !isLink)
    ) {
      return {
        status: 403,
        code: "ForeignOrigin",
        message: "the request comes from a web page of another origin, and those are never served",
      };
    }
    return undefined;
  }

  #isOwn(name: string): boolean {
    return (
      isLoopback(name) ||
      this.#allowed.has(name) ||
      (isWildcard(this.host) ? machineAddresses().includes(name) : name === this.host.toLowerCase())
    );
  }
}

/**
 * A page can post text to anywhere without asking the browser, but not JSON. Undefined: the body may be read.
 */
export function checkMediaType(headers: IncomingHttpHeaders): Refusal | undefined {
  const type = headers["content-type"];
  const hasBody = Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
  if (type === undefined ? !hasBody : type.split(";")[0]!.trim().toLowerCase() === "application/json") {
    return undefined;
  }
  return {
    status: 415,
    code: "UnsupportedMediaType",
    message: `content-type must be application/json, not ${JSON.stringify(type ?? "")}`,
  };
}

/** Whether an address stands for every address of the machine. */
export function isWildcard(address: string): boolean {
  return ["0.0.0.0", "::", ""].includes(address);
}

export function isLoopback(name: string): boolean {
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    (isIP(name) === 4 && name.startsWith("127."))
  );
}

/** The addresses of this machine that others can reach, without link-local ones. */
export function machineAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith("fe80:"))
    .map(({ address }) => address.toLowerCase());
}

/** A `Host` header without its port, in lower case; an IPv6 address without its brackets. */
function hostName(host: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:@/\s]+))(?::\d{1,5})?$/i.exec(host.trim());
  return (match?.[1] ?? match?.[2] ?? "").toLowerCase();
}
