import { attr, defineDataSource, schema, type Unknown, validate } from "../framework";
import { checkFilter, compileSelection, type SessionFilter } from "../model";
import { factsOf } from "../vendors/facts";
import {
  excludeBlock,
  type FilterValue,
  matchBlock,
  type TargetValue,
  targetBlock,
  toDraft,
  toFilter,
  toTarget,
} from "./blocks";
import { reportExposure } from "./mysql-exposure";
import { STATEMENT, showStatement } from "./preview";
import type { ProviderClients } from "./provider-clients";
import { engineContext, reportProblems } from "./render";
import { factsOfTarget, LISTABLE, reportTargetProblems } from "./target";

const sessionsSchema = schema({
  description:
    "The sessions of a database that a filter matches at this moment, in the same words for every vendor. The server's own sessions (replication, event scheduler, the vendor's administrator) are left out, as they are never killed.",
  attributes: {
    target: targetBlock(LISTABLE),
    match: matchBlock(
      "Which sessions are meant; absent: all. Evaluated by dbkill on what the vendor lists: statements with their case, and with their comments unless `ignore_comments` is set.",
    ),
    exclude: excludeBlock(),
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
        info: attr.string("computed", {
          description: STATEMENT,
        }),
        transaction_seconds: attr.number("computed", {
          description: "Seconds since its transaction began; null where the vendor does not tell.",
        }),
        server: attr.string("computed", {
          description: "The server that holds the session, where the vendor tells.",
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
    const { target, match, exclude } = config;
    const facts = factsOfTarget(target);
    reportTargetProblems(target, diagnostics);
    for (const [name, block] of Object.entries({ match, exclude })) {
      const draft = toDraft(block as FilterValue | Unknown | null);
      if (draft === null || typeof draft === "symbol") continue;
      const problems = checkFilter(draft, { ...(facts && { facts, evaluatedBy: "list" }) });
      reportProblems(
        problems.map((problem) => ({ ...problem, path: [name, ...problem.path] })),
        diagnostics,
      );
    }
  },

  async read({ config }, ctx) {
    const target = toTarget(config.target as TargetValue);
    const facts = factsOf(target.service);
    reportExposure(target, ctx);
    const {
      sessions: listed,
      complete,
      incomplete,
    } = await ctx.client.source(target).list(engineContext(ctx).signal);
    const select = compileSelection(
      {
        choice: config.match === null ? { by: "all" } : { by: "match", match: filterOf(config.match) },
        exclude: config.exclude === null ? null : filterOf(config.exclude),
        protectedUsers: [],
      },
      facts,
    );
    const matching = [...select(listed).victims].sort((a, b) => b.duration_seconds - a.duration_seconds);
    if (!complete) {
      ctx.diagnostics.report({
        severity: "warning",
        code: "DBKILL_LIST_INCOMPLETE",
        summary: `${target.instance_id} ${incomplete ? "may have" : "has"} more ${facts.words.many} than the vendor lists`,
        detail: `${incomplete ?? `Only the first ${listed.length} were looked at.`} So total and sessions may be incomplete.`,
        path: ["target"],
      });
    }
    const { statements } = ctx.client;
    return {
      ...config,
      total: matching.length,
      sessions: matching.slice(0, config.limit ?? DEFAULT_LIMIT).map((session) => ({
        ...session,
        info: showStatement(session.info, statements),
        transaction_seconds: session.transaction_seconds ?? null,
        server: session.server ?? null,
        query_id: session.query_id ?? null,
      })),
    };
  },
});

function filterOf(block: unknown): SessionFilter {
  const filter = toFilter(block as FilterValue);
  if (!filter) throw new Error("A data source that is read before its filter is known");
  return filter;
}
