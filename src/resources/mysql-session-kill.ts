import { attr, defineResource, isUnknown, modify, schema, validate } from "../framework";
import { KILL_SCOPES, mysqlFacts } from "../vendors/sql/mysql/facts";
import { sessionIds } from "./attributes";
import { reportExposure } from "./mysql-exposure";
import { isConfigured, type ProviderClients } from "./provider-clients";
import { killAttributes, selectionAttributes, sessionKillHandlers } from "./session-kill";

/** `dbkill_mysql_session_kill`. Source of the facts: MySQL Reference Manual and MariaDB, "KILL". */
const mysqlSessionKillSchema = schema({
  description:
    "Kills sessions of a MySQL or MariaDB server itself once, when it is created and whenever `triggers` or what it chooses changes: exactly one of `session_ids`, `match` and `match_all = true`. Destroying it does nothing: what is killed stays killed. Sessions of the server and connections of dbkill itself are never chosen. Works with Amazon RDS and Aurora, through `mysql.rds_kill`.",
  attributes: {
    instance_id: attr.string("required", {
      description: "Address of the server, such as `db.example.com:3306` or `[2001:db8::1]:3306`.",
      validators: [
        validate.matches(
          /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/,
          "must be host:port, without user, password and scheme",
        ),
      ],
      planModifiers: [modify.requiresReplace()],
    }),
    kill: attr.string("defaulted", {
      description:
        "What a kill ends: `connection`, or `query`, the statement that runs, after which the connection goes on. With `query`, connections that run nothing are never chosen. MariaDB kills the very statement that was listed; on MySQL the connection's next statement may be hit if the listed one ends at the same moment.",
      default: "connection",
      validators: [validate.oneOf([...KILL_SCOPES])],
    }),
    session_ids: sessionIds(),
    ...selectionAttributes(mysqlFacts),
    ...killAttributes(),
  },
});

const handlers = sessionKillHandlers<typeof mysqlSessionKillSchema>({
  facts: mysqlFacts,
  place: "instance_id",
  target: ({ instance_id }) => ({ service: "mysql", instance_id }),
  keyOf: String,
  killOptions: ({ kill }) => ({ scope: kill }),
});

export const mysqlSessionKill = defineResource<typeof mysqlSessionKillSchema, ProviderClients>({
  schema: mysqlSessionKillSchema,
  ...handlers,
  async plan(request, context) {
    await handlers.plan?.(request, context);
    const { action, plan, prior } = request;
    const kills = action !== "destroy" && isUnknown(plan.results);
    if (!kills || isUnknown(plan.instance_id) || plan.instance_id === null) return;
    if (!isConfigured(context.client, "mysql", undefined, prior)) return;
    reportExposure({ service: "mysql", instance_id: plan.instance_id }, context);
  },
});
