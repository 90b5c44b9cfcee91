import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BUILT_IN_ACCESS_KEY, type ServiceName, type SessionInput } from "../../src/emulator";

/** What is one vendor's own in the demo. */
export const TENCENT = {
  service: "dbbrain" as ServiceName,
  api: "Tencent Cloud's DBbrain API",
  instanceId: "cdb-8jawylhf",
  product: "mysql",

  /** The example's program, and the one line of it that the demo edits. */
  program: () => readFileSync(join(__dirname, "..", "..", "examples", "cdktf", "main.ts"), "utf8"),
  filter: 'SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) })',
  editedFilter:
    'SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(1) })',
  edit: "minDuration from five minutes to one",
  stack: "kill-tasks",

  /** What the provider needs to reach the emulator instead of the vendor. */
  env: (url: string): NodeJS.ProcessEnv => ({
    DBKILL_ENDPOINT_URL: url,
    TENCENTCLOUD_SECRET_ID: BUILT_IN_ACCESS_KEY.id,
    TENCENTCLOUD_SECRET_KEY: BUILT_IN_ACCESS_KEY.secret,
  }),

  /** Two reports over five minutes, one over one minute, and those that live whatever happens. */
  sessions: {
    first: [
      session("11", "report", "Query", 912, "SELECT region, SUM(amount) FROM orders GROUP BY region"),
      session(
        "12",
        "report",
        "Query",
        405,
        "SELECT * FROM order_lines l JOIN products p ON p.id = l.product_id",
      ),
    ],
    second: [session("13", "report", "Query", 90, "SELECT COUNT(DISTINCT customer_id) FROM orders")],
    innocent: [
      {
        id: "1",
        user: "system user",
        command: "Connect",
        state: "Waiting for relay log",
        duration_seconds: 86_400,
      },
      { id: "5", user: "event_scheduler", host: "localhost", command: "Daemon", duration_seconds: 86_400 },
      session("21", "app", "Sleep", 1_804),
      session("22", "app", "Sleep", 640),
      session("23", "app", "Query", 455, "UPDATE stock SET reserved = reserved + 1 WHERE product_id = 77"),
      session("24", "report", "Sleep", 733),
    ],
  } satisfies Record<string, SessionInput[]>,
};

function session(
  id: string,
  user: string,
  command: string,
  duration_seconds: number,
  info?: string,
): SessionInput & { id: string } {
  return { id, user, host: `10.0.0.${id}:5${id}00`, database: "shop", command, duration_seconds, info };
}
