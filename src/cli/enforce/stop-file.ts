import { lstatSync } from "node:fs";

/** A file that keeps every kill from being sent while it is there. */
export class StopFile {
  /** @param path undefined: there is none */
  constructor(private readonly path: string | undefined) {}

  /** Looked for at each call. Where nothing tells whether it is there, it counts as there: unproven is not safe. */
  isThere(): boolean {
    if (this.path === undefined) return false;
    try {
      lstatSync(this.path);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== "ENOENT";
    }
  }
}
