import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../../src/cli/io";
import { live } from "../../../src/cli/types";

/** What a command reads and prints, in place of the process's own. */
export interface TestIo extends Io {
  /** What it has printed so far. */
  readonly printed: { out: string; err: string };
}

export function testIo(stdin = "", env: NodeJS.ProcessEnv = {}): TestIo {
  const printed = { out: "", err: "" };
  return {
    env,
    stdin: () => stdin,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    live: () => live,
    printed,
  };
}

/** A folder for one test file, with files in it. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "dbkill-cli-"));

  /** Writes a text, or a value as JSON. @returns its path */
  write(name: string, content: unknown): string {
    const file = join(this.path, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const MYSQL = { service: "mysql", instance_id: "db.example:3306" };

/** A policy as it is written, for sessions of `report`. */
export const written = (more: object = {}) => ({
  name: "report",
  target: MYSQL,
  match: { users: ["report"] },
  ...more,
});

export const document = (...policies: object[]) => ({ version: 1, policies });
