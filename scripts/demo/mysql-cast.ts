import { randomBytes } from "node:crypto";
import { type Connection, createConnection } from "mysql2/promise";
import type { Cast } from "./cast";
import type { Stage } from "./stage";

/** A session left behind by a demo that was killed ends by itself after so many seconds. */
const SLEEP_SECONDS = 600;

/**
 * Real sessions on a real server, opened for the demo. The filters ask for statements that begin with a text made up
 * for this run, so no session of anybody else can match.
 */
export async function mysqlCast(stage: Stage, url: string): Promise<Cast> {
  await stage.post([]);
  const marker = `dbkill-demo-${randomBytes(6).toString("hex")}`;
  const sessions: RealSession[] = [];
  const open = async (statement?: string) => {
    const session = await RealSession.open(url, statement);
    sessions.push(session);
    return session.id;
  };
  const close = () => closeAll(url, sessions);
  try {
    const sleep = (comment: string) => `SELECT /* ${comment} */ SLEEP(${SLEEP_SECONDS})`;
    return {
      where: `real sessions on ${new URL(url).host}, opened for this demo and marked ${marker}`,
      filter: `SessionFilter.of({ infoPrefix: "SELECT /* ${marker} report" })`,
      editedFilter: `SessionFilter.of({ infoPrefix: "SELECT /* ${marker} " })`,
      edit: "infoPrefix from reports alone to any statement with this run's mark",
      first: [await open(sleep(`${marker} report 1`)), await open(sleep(`${marker} report 2`))],
      second: [await open(sleep(`${marker} export`))],
      innocent: [await open(sleep(`app ${marker}`)), await open()],
      ended: async () => sessions.filter(({ over }) => over).map(({ id }) => id),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One connection, with a statement that sleeps or none. */
class RealSession {
  static async open(url: string, statement?: string): Promise<RealSession> {
    const session = new RealSession(await createConnection({ uri: url }));
    // Never awaited: it ends when the session is killed.
    if (statement) session.connection.query(statement).then(session.#end, session.#end);
    return session;
  }

  /** Whether the server ended it. */
  over = false;
  readonly id: string;
  readonly #end = () => {
    this.over = true;
  };

  private constructor(readonly connection: Connection) {
    this.id = String(connection.threadId);
    connection.on("error", this.#end);
    connection.on("end", this.#end);
  }
}

/** A server may not notice that a sleeping client has gone, so the rest is killed, by a connection of its own. */
async function closeAll(url: string, sessions: readonly RealSession[]): Promise<void> {
  const left = sessions.filter(({ over }) => !over);
  for (const { connection } of sessions) connection.destroy();
  if (left.length === 0) return;
  const control = await createConnection({ uri: url });
  try {
    for (const { id } of left) {
      // One that is over by now is what we want.
      await control.query(`KILL ${BigInt(id)}`).catch(() => undefined);
    }
  } finally {
    await control.end();
  }
}
