import type { SessionState } from "../../src/emulator";
import type { Stage } from "./stage";

/** How much of a statement a table shows. */
const STATEMENT_LENGTH = 48;

/** Shows the sessions of the database, those that are over too. */
export async function showTable(stage: Stage, ids?: readonly string[]): Promise<void> {
  const { sessions } = await stage.state();
  const rows = ids ? sessions.filter(({ id }) => ids.includes(id)) : sessions;
  const heading = ["ID", "USER", "HOST", "COMMAND", "SECONDS", "NOW", "STATEMENT"];
  stage.narrator.table([heading, ...rows.map(tableRow)]);
}

function tableRow({ id, user, host, command, duration_seconds, status, info }: SessionState): string[] {
  const statement = info.length > STATEMENT_LENGTH ? `${info.slice(0, STATEMENT_LENGTH)}...` : info;
  return [id, user, host, command, String(duration_seconds), status, statement];
}
