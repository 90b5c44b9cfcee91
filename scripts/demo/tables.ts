import type { SessionState } from "../../src/emulator";
import type { Stage } from "./stage";

/** How much of a statement a table shows. */
const STATEMENT_LENGTH = 48;

interface Column {
  readonly heading: string;
  readonly cell: (session: SessionState) => string;
  /** Left out where no session has it. */
  readonly optional?: boolean;
}

const COLUMNS: readonly Column[] = [
  { heading: "ID", cell: ({ id }) => id },
  { heading: "SERVER", cell: ({ server }) => server ?? "", optional: true },
  { heading: "USER", cell: ({ user }) => user },
  { heading: "HOST", cell: ({ host }) => host, optional: true },
  { heading: "COMMAND", cell: ({ command }) => command },
  { heading: "SECONDS", cell: ({ duration_seconds }) => String(duration_seconds) },
  { heading: "NOW", cell: ({ status }) => status },
  { heading: "STATEMENT", cell: ({ info }) => shorten(info) },
];

/** Shows the sessions of the database, those that are over too; or of those the ones with these ids. */
export async function showTable(stage: Stage, ids?: readonly string[]): Promise<void> {
  const { sessions } = await stage.state();
  const rows = ids ? sessions.filter(({ id }) => ids.includes(id)) : sessions;
  const columns = COLUMNS.filter(({ cell, optional }) => !optional || rows.some((row) => cell(row) !== ""));
  stage.narrator.table([
    columns.map(({ heading }) => heading),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ]);
}

/** Shows who enforces each policy of the state. Answers the status of each. */
export async function showPolicies(stage: Stage): Promise<Map<string, string>> {
  const policies = (await stage.values("dbkill_auto_kill_policy")) as {
    name: string;
    enforced_by: string;
    status: string;
  }[];
  stage.narrator.table([
    ["POLICY", "ENFORCED BY", "STATUS"],
    ...policies.map(({ name, enforced_by, status }) => [name, enforced_by, status]),
  ]);
  return new Map(policies.map(({ name, status }) => [name, status]));
}

function shorten(statement: string): string {
  return statement.length > STATEMENT_LENGTH ? `${statement.slice(0, STATEMENT_LENGTH)}...` : statement;
}
