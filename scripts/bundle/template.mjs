import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";

/** A fixed time for every file, so a commit always produces the same zip. */
const MTIME = new Date(2020, 0, 1);

/** Packs a folder into a zip for `cdktf init --template`, with `cdktf.json` at the top. */
export function templateZip(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const entries = files.map((file) => [
    file.slice(folder.length + 1).replaceAll("\\", "/"),
    [readFileSync(file), { mtime: MTIME }],
  ]);
  return zipSync(Object.fromEntries(entries));
}
