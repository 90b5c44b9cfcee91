import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";

/** One time for every file, so that one commit always makes one zip. */
const MTIME = new Date(2020, 0, 1);

/** A folder as the zip that `cdktf init --template` takes: `cdktf.json` at its top. */
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
