import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";

/**
 * The authorities that a server's certificate may come from, as PEM, where Node.js was kept from reading `NODE_EXTRA_CA_CERTS`: its own
 * and those of that file. Undefined: what Node.js trusts by itself.
 *
 * The provider's launcher hands the file's path on as `DBKILL_EXTRA_CA_CERTS`, as Node.js 20 takes longer to read it than to start, and
 * most starts call no API. A file that can't be read is left out with a warning, as Node.js does.
 */
export function authorities(env: NodeJS.ProcessEnv = process.env): string[] | undefined {
  const file = env.DBKILL_EXTRA_CA_CERTS;
  if (!file) return undefined;
  try {
    return [...rootCertificates, readFileSync(file, "utf8")];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.emitWarning(`NODE_EXTRA_CA_CERTS is left out: ${file} can't be read (${code}).`);
    return undefined;
  }
}
