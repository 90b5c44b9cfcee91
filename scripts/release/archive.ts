import { createHash } from "node:crypto";
import { zipSync } from "fflate";

/** A file of an archive. */
export interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** The earliest time of the zip format. It is local time, as in the format, so archives are the same in every time zone. */
const TIME = new Date(1980, 0, 1);
const UNIX = 3;

/** Creates a reproducible zip: a JavaScript library packs it, because the zlib of Node.js differs between versions. */
export function archive(entries: readonly Entry[]): Buffer {
  return Buffer.from(
    zipSync(
      Object.fromEntries(
        entries.map(({ name, bytes, mode }) => [
          name,
          [bytes, { mtime: TIME, os: UNIX, attrs: (0o100000 | mode) << 16, level: 6 }],
        ]),
      ),
    ),
  );
}

/** `h1:` as in Terraform's lock file: a hash of the files' names and contents, independent of the archive. */
export function contentHash(entries: readonly Entry[]): string {
  const lines = entries
    .map(({ name, bytes }) => ({ name, line: `${sha256(bytes)}  ${name}\n` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ line }) => line);
  return `h1:${createHash("sha256").update(lines.join("")).digest("base64")}`;
}

/** `zh:` as in Terraform's lock file: a hash of the archive itself. */
export function archiveHash(zip: Uint8Array): string {
  return `zh:${sha256(zip)}`;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
