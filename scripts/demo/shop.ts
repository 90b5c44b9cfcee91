import type { SessionInput } from "../../src/emulator";
import type { Setting } from "./stage";

/** A session that has an id. */
export type ShopSession = SessionInput & { readonly id: string };

/** A made-up MySQL database's sessions: two reports over five minutes, one over one minute, and those that live whatever happens. */
export const SHOP = {
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
} satisfies Record<string, readonly ShopSession[]>;

/** The made-up database that has them, at Tencent Cloud. */
export const SHOP_DATABASE = {
  vendor: "tencent",
  api: "Tencent Cloud's DBbrain API",
  database: { service: "dbbrain", instance_id: "cdb-8jawylhf", product: "mysql" },
} satisfies Omit<Setting, "program" | "stack">;

/** The filter that the examples' programs have, and what the demo edits it to. */
export const REPORT_FILTERS = {
  filter: 'SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) })',
  editedFilter:
    'SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(1) })',
  edit: "minDuration from five minutes to one",
} as const;

/** One session of the shop's. */
export function session(
  id: string,
  user: string,
  command: string,
  duration_seconds: number,
  info?: string,
): ShopSession {
  return { id, user, host: `10.0.0.${id}:5${id}00`, database: "shop", command, duration_seconds, info };
}
