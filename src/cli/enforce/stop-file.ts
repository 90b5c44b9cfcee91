import { lstatSync } from "node:fs";
import { printable } from "../../model";
import { fileReason } from "../io";

/** A file that keeps every kill from being sent while it is there. */
export class StopFile {
  /** @param path undefined: there is none */
  constructor(private readonly path: string | undefined) {}

  /** Looked for at each call. Where nothing tells whether it is there, it counts as there: unproven is not safe. */
  isThere(): boolean {
    return this.why() !== undefined;
  }

  /** Why no kill is sent, and until when; undefined: kills are sent. */
  why(): string | undefined {
    if (this.path === undefined) return undefined;
    const path = printable(this.path);
    try {
      lstatSync(this.path);
      return `the stop file ${path} is there: no kill is sent until it is removed`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      return `the stop file ${path} can't be looked for: ${fileReason(error)}. No kill is sent until it can`;
    }
  }
}
