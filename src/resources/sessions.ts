import {
  attr,
  type Config,
  type Diagnostics,
  defineDataSource,
  isUnknown,
  schema,
  type Unknown,
  validate,
} from "../framework";
import type { Service, Target } from "../model";
import { CLICKHOUSE_EDITIONS } from "../vendors/alibaba/clickhouse/facts";
import { factsOf } from "../vendors/facts";
import { DBBRAIN_PRODUCTS } from "../vendors/tencent/dbbrain/facts";
import { reportGroupProblem } from "./alibaba/computing-group";
import { LISTABLE_SERVICES } from "./listing";
import { type MatchValue, matchAttribute, reportFilterProblems, toFilter } from "./match";
import type { ProviderClients } from "./provider-clients";
import { findVictims } from "./victims";

const listable = validate.oneOf(LISTABLE_SERVICES);

/** One of the services that can list, with the reason for the one that can't. */
const listableService: typeof listable = {
  ...listable,
  validate(service, context) {
    if ((service as Service) !== "mrs") return listable.validate(service, context);
    context.diagnostics.error(
      "MRS can't list its statements",
      "MRS has no call that lists them, so that a filter can't be used for it: its statements are known by their ids alone. Look one up by the data source dbkill_huawei_mrs_sql, and cancel some by dbkill_huawei_mrs_sql_cancel.",
      context.path,
    );
  },
};

const sessionsSchema = schema({
  description:
    "The sessions of a database that a filter matches at this moment, in the same words for every vendor. The server's own sessions (replication, event scheduler, the vendor's administrator) are left out, as they are never killed.",
  attributes: {
    target: attr.object(
      {
        service: attr.string("required", {
          description:
            "Service that lists the sessions: `dbbrain` (Tencent), `das` (Huawei), `clickhouse` or `oceanbasepro` (Alibaba).",
          validators: [listableService],
        }),
        instance_id: attr.string("required", {
          description: "Id of the database instance; for ClickHouse of the cluster.",
        }),
        product: attr.string("optional", {
          description: "DBbrain: `mysql` (default) or `cynosdb`.",
          validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
        }),
        tenant_id: attr.string("optional", { description: "OceanBase: the tenant, which must be given." }),
        edition: attr.string("optional", {
          description: "ClickHouse: `community` (default) or `enterprise`.",
          validators: [validate.oneOf([...CLICKHOUSE_EDITIONS])],
        }),
        computing_group_id: attr.string("optional", {
          description:
            "ClickHouse, enterprise edition: one computing group of the cluster. Default: all of them.",
        }),
        region: attr.string("optional", {
          description: "Region of the instance. Default: that of the provider.",
        }),
      },
      "required",
      { description: "The database." },
    ),
    match: matchAttribute(
      "optional",
      "Which sessions are meant; absent: all. Evaluated by dbkill on what the vendor lists: statements with their case and their comments, past which `info_regex` can look.",
    ),
    limit: attr.integer("optional", {
      description: "How many sessions `sessions` holds at most; `total` counts them all. Default `100`.",
      validators: [validate.between(1, 10_000)],
    }),
    total: attr.number("computed", { description: "How many sessions match." }),
    sessions: attr.objectList(
      {
        id: attr.string("computed", { description: "The session's id." }),
        user: attr.string("computed", { description: "The user's name." }),
        host: attr.string("computed", {
          description: "Client address, with the port where the vendor gives one.",
        }),
        database: attr.string("computed", { description: "Default database; empty where none is chosen." }),
        command: attr.string("computed", { description: "Process-list command." }),
        state: attr.string("computed", { description: "The session's state." }),
        duration_seconds: attr.number("computed", { description: "Seconds in the current state." }),
        info: attr.string("computed", { description: "The statement." }),
        server: attr.string("computed", {
          description: "The node that holds the session, where the vendor tells.",
        }),
        query_id: attr.string("computed", { description: "The query's id, where sessions are queries." }),
      },
      "computed",
      { description: "The sessions, the longest first." },
    ),
  },
});

const DEFAULT_LIMIT = 100;

export const sessions = defineDataSource<typeof sessionsSchema, ProviderClients>({
  schema: sessionsSchema,

  validate(config, { diagnostics }) {
    const { target, match } = config;
    if (isUnknown(target)) return;
    const listing = isUnknown(target.service) ? undefined : (target.service as Service);
    if (listing) reportTargetProblems(target, listing, diagnostics);
    // Any other name is reported at target.service.
    const facts = listing && LISTABLE_SERVICES.includes(listing) ? factsOf(listing) : undefined;
    if (match !== null) reportFilterProblems(match, diagnostics, { facts, evaluatedBy: "list" });
  },

  async read({ config }, ctx) {
    const { service, instance_id, product, tenant_id, edition, computing_group_id, region } = config.target;
    const target: Target = {
      service: service as Service,
      instance_id,
      product: product ?? undefined,
      tenant_id: tenant_id ?? undefined,
      edition: edition ?? undefined,
      computing_group_id: computing_group_id ?? undefined,
      region: region ?? undefined,
    };
    const filter = config.match === null ? null : (toFilter(config.match as MatchValue) ?? null);
    const victims = await findVictims(ctx.client, { target, filter }, ctx.signal);
    const matching = [...victims.sessions].sort((a, b) => b.duration_seconds - a.duration_seconds);
    if (!victims.complete) {
      ctx.diagnostics.warning(
        `${instance_id} has more sessions than the vendor lists`,
        `Only the first ${victims.listed ?? matching.length} were looked at, so total and sessions may lack some.`,
        ["target"],
      );
    }
    const wanted = Math.min(config.limit ?? DEFAULT_LIMIT, victims.count);
    if (matching.length < wanted) {
      ctx.diagnostics.warning(
        `${instance_id} has more matching sessions than the vendor shows`,
        `${victims.count} match, and its preview shows ${matching.length} of them.`,
        ["limit"],
      );
    }
    return {
      ...config,
      total: victims.count,
      sessions: matching.slice(0, config.limit ?? DEFAULT_LIMIT).map((session) => ({
        ...session,
        server: session.server ?? null,
        query_id: session.query_id ?? null,
      })),
    };
  },
});

/** The service that each of these attributes of a target belongs to. */
const BELONGS_TO = {
  product: "dbbrain",
  tenant_id: "oceanbasepro",
  edition: "clickhouse",
  computing_group_id: "clickhouse",
} as const;

function reportTargetProblems(
  target: Exclude<Config<typeof sessionsSchema>["target"], Unknown>,
  service: Service,
  diagnostics: Diagnostics,
): void {
  for (const name of Object.keys(BELONGS_TO) as (keyof typeof BELONGS_TO)[]) {
    if (target[name] === null || BELONGS_TO[name] === service) continue;
    diagnostics.error(
      `${name} is no part of a ${service} target`,
      `It belongs to the service ${BELONGS_TO[name]} alone. Remove it.`,
      ["target", name],
    );
  }
  if (service === "clickhouse") reportGroupProblem(target, ["target"], diagnostics);
  if (service === "oceanbasepro" && target.tenant_id === null) {
    diagnostics.error(
      "tenant_id is missing",
      "The sessions of OceanBase belong to a tenant of the cluster. Set tenant_id to its id, such as t4louaeei.",
      ["target"],
    );
  }
}
