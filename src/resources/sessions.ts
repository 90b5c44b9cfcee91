import { chooseVictims, DBBRAIN_PRODUCTS, type Target } from "../policy";
import { attr, defineDataSource, schema, validate } from "../provider";
import type { Clouds } from "./clouds";
import { LISTABLE_SERVICES, listSessions } from "./listing";
import { type MatchValue, matchAttribute, reportFilterProblems, toFilter } from "./match";

const sessionsSchema = schema({
  description:
    "The sessions of a database that a filter matches at this moment, in the same words for every vendor. The server's own sessions (replication, event scheduler, the vendor's administrator) are left out, as they are never killed.",
  attributes: {
    target: attr.object(
      {
        service: attr.string("required", {
          description: "Service that lists the sessions: `dbbrain` (Tencent).",
          validators: [validate.oneOf(LISTABLE_SERVICES)],
        }),
        instance_id: attr.string("required", { description: "Id of the database instance." }),
        product: attr.string("optional", {
          description: "DBbrain: `mysql` (default) or `cynosdb`.",
          validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
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
      "Which sessions are meant; absent: all. Evaluated by dbkill, so every field can be used.",
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

export const sessions = defineDataSource<typeof sessionsSchema, Clouds>({
  schema: sessionsSchema,

  validate(config, { diagnostics }) {
    if (config.match !== null) reportFilterProblems(config.match, diagnostics, {});
  },

  async read({ config }, ctx) {
    const { service, instance_id, product, region } = config.target;
    const target: Target = {
      service: service as Target["service"],
      instance_id,
      product: product ?? undefined,
      region: region ?? undefined,
    };
    const listing = await listSessions(ctx.client, target, ctx.signal);
    const filter = config.match === null ? null : (toFilter(config.match as MatchValue) ?? null);
    const matching = chooseVictims(listing.sessions, filter).sort(
      (a, b) => b.duration_seconds - a.duration_seconds,
    );
    if (!listing.complete) {
      ctx.diagnostics.warning(
        `${instance_id} has more sessions than the vendor lists`,
        `Only the first ${listing.sessions.length} were looked at, so total and sessions may lack some.`,
        ["target"],
      );
    }
    return {
      ...config,
      total: matching.length,
      sessions: matching.slice(0, config.limit ?? DEFAULT_LIMIT).map((session) => ({
        ...session,
        server: session.server ?? null,
        query_id: session.query_id ?? null,
      })),
    };
  },
});
