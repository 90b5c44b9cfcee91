import { defineResource, hasUnknown, isUnknown } from "../../framework";
import type { OceanbaseSessionKey } from "../../vendors/alibaba";
import type { KillApi, KillResult } from "../one-shot";
import { choiceOf, reportChoiceProblems } from "../one-shot-choice";
import { applyOneShot, type OneShotKind, planOneShot } from "../one-shot-resource";
import type { ProviderClients } from "../provider-clients";
import {
  type OceanbaseKillPlan,
  type OceanbaseKillState,
  oceanbaseKillSchema,
} from "./oceanbase-kill-schema";
import { tenantOf } from "./sessions";

type Row = NonNullable<OceanbaseKillState["results"]>[number];

const kind: OneShotKind<OceanbaseKillPlan, Row> = {
  selectors: ["sessions", "match"],
  apiOf,
  choiceOf: ({ sessions, match }) =>
    choiceOf<OceanbaseSessionKey>({ ids: sessions as never, match, all: null }, keyOf),
  rowOf: ({ key, user, outcome, message }) => {
    const { server, id } = sessionOf(key);
    return { server, session_id: id, user, outcome, message };
  },
  resultOf: ({ server, session_id, user, outcome, message }) =>
    ({ key: keyOf({ server: server!, id: session_id! }), user, outcome, message }) as KillResult,
};

/** `dbkill_alibaba_oceanbase_kill`. */
export const alibabaOceanbaseKill = defineResource<typeof oceanbaseKillSchema, ProviderClients>({
  schema: oceanbaseKillSchema,

  validate(config, { diagnostics }) {
    reportChoiceProblems(
      { ids: config.sessions, match: config.match, all: null, protectedUsers: config.protected_users },
      { ids: "sessions", many: "sessions", listing: "oceanbasepro" },
      diagnostics,
    );
  },

  async plan(request, ctx) {
    if (request.action !== "destroy") await planOneShot(kind, request, ctx);
  },

  async create({ plan }, ctx) {
    return { ...plan, ...(await applyOneShot(kind, { plan, prior: null }, ctx)) } as OceanbaseKillState;
  },

  read: async ({ state }) => state,

  async update({ plan, prior }, ctx) {
    if (!isUnknown(plan.results)) return plan as OceanbaseKillState;
    return { ...plan, ...(await applyOneShot(kind, { plan, prior }, ctx)) } as OceanbaseKillState;
  },

  async delete({ prior }, ctx) {
    ctx.diagnostics.warning(
      "Destroying a session kill does nothing",
      `The sessions of ${prior.tenant_id} on ${prior.instance_id} that it killed stay killed; it was only removed from the state.`,
    );
  },

  importState: {
    unsupported: "A kill that has happened can't be read back from OceanBase. Declare it and apply.",
  },
});

function apiOf(plan: OceanbaseKillPlan, clouds: ProviderClients): KillApi | undefined {
  const { instance_id, tenant_id, region } = plan;
  if (hasUnknown([instance_id, tenant_id, region])) return undefined;
  const target = {
    service: "oceanbasepro",
    instance_id: instance_id as string,
    tenant_id: tenant_id as string,
    region: (region as string | null) ?? undefined,
  } as const;
  const connect = () => clouds.oceanbase(target.region);
  return {
    target,
    words: { many: "sessions", ids: "sessions" },
    listsLate: false,
    connect,
    keyOf: ({ server, id }) => keyOf({ server: server ?? "", id }),
    problemOf: (key) => (sessionOf(key).server === "" ? "is listed without a server" : undefined),
    async kill(keys, signal) {
      const { results } = await connect().killSessions(
        { ...tenantOf(target), sessions: keys.map(sessionOf) },
        { signal },
      );
      return {
        refused: new Map(
          results.flatMap((result) =>
            result.errorMessage === null ? [] : [[keyOf(result), result.errorMessage] as const],
          ),
        ),
        unanswered: results.filter(({ answered }) => !answered).map(keyOf),
      };
    },
  };
}

/** Two servers may give the same number. */
function keyOf({ server, id }: OceanbaseSessionKey): string {
  return `${id} on ${server}`;
}

function sessionOf(key: string): OceanbaseSessionKey {
  const at = key.indexOf(" on ");
  return { id: key.slice(0, at), server: key.slice(at + " on ".length) };
}
