import type { Session, SessionFilter } from "../src/model";

const USERS = ["app", "report", "etl", "bi", "admin", "cron", "web", "api", "batch", "audit"];
const DATABASES = ["shop", "billing", "stock", "crm"];
const COMMANDS = ["Query", "Sleep", "Execute", "Binlog Dump"];
const STATEMENTS = [
  "SELECT * FROM orders WHERE customer_id = 4711",
  "SELECT region, SUM(amount) FROM orders GROUP BY region ORDER BY 2 DESC",
  "UPDATE stock SET reserved = reserved + 1 WHERE product_id = 77",
  "/* nightly-export */ SELECT o.*, l.* FROM orders o JOIN order_lines l ON l.order_id = o.id",
  "INSERT INTO audit_log (who, what) VALUES ('app', 'login')",
  "",
];

/** As many sessions as a large fleet has, of every sort and always the same ones. */
export function sessions(count: number): Session[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    user: pick(USERS, index),
    host: `10.${index % 7}.${index % 251}.${index % 13}:${40_000 + (index % 20_000)}`,
    database: pick(DATABASES, index >> 2),
    command: pick(COMMANDS, index >> 1),
    state: index % 3 === 0 ? "Sending data" : "",
    duration_seconds: (index * 37) % 4_000,
    info: pick(STATEMENTS, index >> 3),
  }));
}

/** Fifty filters: five kinds of ten. */
export function filters(): SessionFilter[] {
  return Array.from({ length: 10 }, (_, index): SessionFilter[] => [
    {
      users: [pick(USERS, index), pick(USERS, index + 3)],
      commands: ["query"],
      min_duration_seconds: 60 * index,
    },
    { hosts: [`10.${index}.%`, "192.168.%"], databases: [pick(DATABASES, index)] },
    { info_prefix: "SELECT", min_duration_seconds: 300 + index, states: ["Sending data"] },
    { info_keywords: ["FROM orders", "JOIN", "order_id"], users: [pick(USERS, index)] },
    { info_regex: `(?i)from\\s+orders.*(group|join).*${index}?`, commands: ["Query", "Execute"] },
  ]).flat();
}

function pick<T>(values: readonly T[], index: number): T {
  return values[index % values.length]!;
}
