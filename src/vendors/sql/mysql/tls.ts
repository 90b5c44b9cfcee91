import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { EndpointError } from "../../shared/errors";
import { expandHome } from "../../shared/profile-file";
import { isThisMachine, type ServerAddress } from "./address";
import { TLS_MODES, type TlsMode } from "./facts";

/** How connections to one server are encrypted. */
export interface TlsPolicy {
  readonly mode: TlsMode;
  /** PEM of the authorities that are trusted; absent: the system's. */
  readonly ca?: string;
}

/** The settings of the provider's block. */
export interface TlsConfig {
  readonly tls?: string;
  readonly caFile?: string;
}

/**
 * What is configured, else `required`; on this machine, where nobody listens in between, `disabled` unless `ca_file` is set.
 *
 * @throws EndpointError for a file that can't be read, another mode, or an address whose certificate can't be checked
 */
export function tlsPolicy({ tls, caFile }: TlsConfig, address: ServerAddress, home: string): TlsPolicy {
  const here = isThisMachine(address);
  const mode = (tls ?? (here && caFile === undefined ? "disabled" : "required")) as TlsMode;
  if (!TLS_MODES.includes(mode)) {
    throw new EndpointError("tls in the provider's mysql block is not a mode that is known.", {
      service: "mysql",
      remedy: `Set it to one of ${TLS_MODES.join(", ")}.`,
    });
  }
  if (mode === "disabled") return { mode };
  // The driver compares a certificate with a name; given an address, it takes one for localhost.
  if (isIP(address.host) !== 0 && !here) {
    throw new EndpointError(`The certificate of ${address.host} can't be checked: it is an address.`, {
      service: "mysql",
      remedy:
        'Give the host name that the certificate is for as the host of instance_id. In a network where nobody can listen, set tls = "disabled" in the provider\'s mysql block.',
    });
  }
  return { mode, ...(caFile !== undefined && { ca: readAuthorities(expandHome(caFile, home)) }) };
}

function readAuthorities(path: string): string {
  const remedy =
    "Set ca_file in the provider's mysql block to a PEM file with the certificates of the authorities.";
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EndpointError(`The file ${path} of authorities can't be read (${code}).`, {
      service: "mysql",
      remedy,
    });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new EndpointError(`The file ${path} holds no certificate.`, { service: "mysql", remedy });
}
