import { readFileSync } from "node:fs";
import { type EnforceIo, enforce } from "../../../../src/cli/enforce";
import type { EnforceOptions } from "../../../../src/cli/enforce/options";
import type { AuditLine } from "../../../../src/engine/runner/audit";
import { schemaErrors } from "../../../support/json-schema";
import { type TestIo, testIo } from "../support";

export interface TestEnforceIo extends TestIo, EnforceIo {
  readonly end: AbortController;
}

export function enforceIo(env: NodeJS.ProcessEnv, stdin = ""): TestEnforceIo {
  const io = testIo(stdin, env);
  const end = new AbortController();
  const write = (text: string, done: () => void) => {
    io.printed.out += text;
    done();
    return true;
  };
  return { ...io, end, signal: end.signal, auditStream: { write: write as NodeJS.WritableStream["write"] } };
}

/** Starts the command with these options beside the defaults. */
export function start(options: Partial<EnforceOptions> & { readonly policies: string }, io: EnforceIo) {
  return enforce(
    {
      interval: 100,
      audit: "-",
      auditStatements: "full",
      shard: { index: 1, count: 1 },
      allowHost: [],
      ...options,
    },
    io,
  );
}

/** The lines of an audit, each of which fits the schema that is published. */
export function auditLines(text: string): AuditLine[] {
  const lines = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as AuditLine);
  for (const line of lines) expect([line, schemaErrors("audit", line)]).toEqual([line, []]);
  return lines;
}

export const auditOf = (path: string) => auditLines(readFileSync(path, "utf8"));

/** In short: event, session, and outcome or reason. */
export const short = (lines: readonly AuditLine[]) =>
  lines.map(({ event, session, outcome, reason, code }) =>
    [event, session?.id, outcome ?? reason ?? code].filter(Boolean).join(" "),
  );
