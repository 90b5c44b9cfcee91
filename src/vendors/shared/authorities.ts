import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";

/**
 * The trusted certificate authorities, as PEM, if Node.js did not read `NODE_EXTRA_CA_CERTS` itself: its own and those of that file.
 * Undefined: the defaults of Node.js.
 *
 * The provider's launcher passes the file's path as `DBKILL_EXTRA_CA_CERTS`, because Node.js 20 takes longer to read it than to start, and
 * most starts call no API. As in Node.js, an unreadable file causes a warning and is ignored.
 */
export function authorities(env: NodeJS.ProcessEnv = process.env): string[] | undefined {
  const file = env.DBKILL_EXTRA_CA_CERTS;
  if (!file) return undefined;
  try {
    return [...rootCertificates, readFileSync(file, "utf8")];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.emitWarning(`NODE_EXTRA_CA_CERTS is ignored: ${file} can't be read (${code}).`);
    return undefined;
  }
}
