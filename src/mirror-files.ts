import { randomUUID } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

export interface Content {
  readonly bytes: Buffer;
  readonly mode: number;
}

/**
 * Writes one content to several paths, with hard links if the file system supports them. Leaves files that are up to date alone. Writes are
 * atomic.
 */
export function writeAll([first, ...others]: readonly string[], content: Content): void {
  if (first === undefined) return;
  const write = (path: string) => writeFileSync(path, content.bytes);
  if (!isCurrent(first, content)) replace(first, content, write);
  for (const file of others) {
    if (!isCurrent(file, content)) replace(file, content, (path) => linkOrCopy(first, path));
  }
}

function isCurrent(file: string, { bytes, mode }: Content): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.size === bytes.length && (stat.mode & 0o777) === mode && readFileSync(file).equals(bytes);
}

/**
 * The scratch file lies outside the platform's folder, because Terraform's checksum covers everything in that folder.
 */
function replace(file: string, { mode }: Content, make: (path: string) => void): void {
  makeFolder(dirname(file));
  const scratch = join(dirname(dirname(file)), `.${randomUUID()}`);
  try {
    make(scratch);
    chmodSync(scratch, mode);
    renameSync(scratch, file);
  } finally {
    rmSync(scratch, { force: true });
  }
}

/**
 * Creates a folder and its parents. Node's own recursive mkdir never returns where an existing folder answers "no such file" to
 * a new one in it, as /proc does.
 */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (existsSync(folder) && statSync(folder).isDirectory()) return;
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || existsSync(parent)) throw error;
    makeFolder(parent);
    makeFolder(folder);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
