import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { NodePackage } from "./targets";

export interface NodeBinary {
  readonly program: string;
  /** The package's folder; most contain Node.js's LICENSE. */
  readonly folder: string;
}

/**
 * A Node.js from npm, kept in `~/.cache/dbkill-release`.
 *
 * @throws Error if npm's package of this name and version is not the pinned one
 */
export function nodeBinary({ name, version, integrity, program }: NodePackage): NodeBinary {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "dbkill-release");
  // The folder's name contains the pin, so a changed pin never uses an old cache.
  const seal = createHash("sha256").update(integrity).digest("hex").slice(0, 12);
  const folder = join(cache, `${name}-${version}-${seal}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const scratch = mkdtempSync(join(cache, "."));
    try {
      const packed = download(`${name}@${version}`, scratch);
      const found = `sha512-${createHash("sha512").update(readFileSync(packed)).digest("base64")}`;
      if (found !== integrity)
        throw new Error(`npm has ${name}@${version} with the integrity ${found}; expected ${integrity}.`);
      execFileSync("tar", ["xzf", packed, "-C", scratch]);
      rmSync(packed);
      renameSync(join(scratch, "package"), folder);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  }
  return { folder, program: join(folder, program) };
}

function download(wanted: string, folder: string): string {
  const printed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder, wanted], {
    encoding: "utf8",
  });
  return join(folder, printed.trim().split("\n").at(-1)!);
}
