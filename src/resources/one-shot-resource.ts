import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type ApplyContext, type Context, hasUnknown, isUnknown, UNKNOWN, type Unknown } from "../framework";
import { isConfigured } from "./kill-task-plan";
import type { Choice, Guards, KillApi, KillResult, OneShot } from "./one-shot";
import { killOnce } from "./one-shot-kill";
import { previewOneShot } from "./one-shot-plan";
import type { ProviderClients } from "./provider-clients";

/** The attributes of `one-shot-schema.ts` and those that go with them, as planned. */
export interface OneShotPlan {
  id: unknown;
  max_kills: number | null | Unknown;
  protected_users: readonly (string | Unknown)[] | null | Unknown;
  triggers: unknown;
  verify: boolean | Unknown;
  fail_on_survivors: boolean | Unknown;
  results: unknown;
  killed: unknown;
}

/** What one Terraform type of this kind adds: its attributes in, its results out. */
export interface OneShotKind<P extends OneShotPlan, Row> {
  /** The attributes that say whom to kill: a change of one kills again. */
  readonly selectors: readonly (keyof P & string)[];
  /** How to kill; undefined while the plan does not know where. */
  apiOf(plan: P, clouds: ProviderClients): KillApi | undefined;
  /** Whom to kill; undefined while the plan does not know. */
  choiceOf(plan: P): Choice | undefined;
  rowOf(result: KillResult): Row;
  resultOf(row: Row): KillResult;
}

/** The prior state, as far as it is of interest. */
type Prior<P, Row> = { readonly [K in keyof P]?: unknown } & {
  readonly id: string | null;
  readonly results: readonly Row[] | null;
  readonly killed: number | null;
};

/** Set in a resource's private data where the last kill did not do all that was declared. */
const UNFINISHED = "unfinished";

/** Plans whether the kill runs, and shows whom it would hit. */
export async function planOneShot<P extends OneShotPlan, Row>(
  kind: OneShotKind<P, Row>,
  { plan, prior }: { readonly plan: P; readonly prior: Prior<P, Row> | null },
  ctx: Context<ProviderClients>,
): Promise<void> {
  const again = prior !== null && !isAnother(kind, plan, prior);
  if (again && ctx.private.get(UNFINISHED) !== true) {
    plan.results = prior.results;
    plan.killed = prior.killed;
    return;
  }
  plan.results = UNKNOWN;
  plan.killed = UNKNOWN;
  const api = kind.apiOf(plan, ctx.client);
  const choice = kind.choiceOf(plan);
  const guards = guardsOf(plan);
  if (!api || !choice || !guards) return;
  // What is still to be created runs nothing, and its own apply plans this resource again.
  if (!isConfigured(api.connect, prior)) return;
  const what = again ? resume(kind, choice, prior.results ?? []) : { choice };
  await previewOneShot({ api, guards, ...what }, ctx);
}

/** Kills, and says what is then known. The prior state is null for what is created. */
export async function applyOneShot<P extends OneShotPlan, Row>(
  kind: OneShotKind<P, Row>,
  { plan, prior }: { readonly plan: P; readonly prior: Prior<P, Row> | null },
  ctx: ApplyContext<unknown, ProviderClients>,
): Promise<{ id: string; results: Row[]; killed: number }> {
  const api = kind.apiOf(plan, ctx.client);
  const declared = kind.choiceOf(plan);
  const guards = guardsOf(plan);
  if (!api || !declared || !guards) throw new Error("An apply of what is not wholly known");
  const id = prior?.id ?? randomUUID();
  const unfinished = prior && ctx.private.get(UNFINISHED) === true && !isAnother(kind, plan, prior);
  const { before, ...what } = unfinished
    ? resume(kind, declared, prior.results ?? [])
    : { choice: declared, before: [] };
  const state = (results: readonly KillResult[]) => {
    const all = merge(before, results);
    const killed = all.filter(({ outcome }) => outcome === "killed").length;
    return { id, results: all.map(kind.rowOf), killed };
  };
  const results = await killOnce(
    {
      api,
      ...what,
      guards,
      verify: plan.verify === true,
      creates: prior === null,
      failOnSurvivors: plan.fail_on_survivors === true,
      record(known) {
        ctx.private.set(UNFINISHED, true);
        ctx.saveState({ ...plan, ...state(known) } as never);
      },
    },
    ctx,
  );
  ctx.private.set(UNFINISHED, undefined);
  return state(results);
}

/** Whether another kill is declared than that of the state. */
function isAnother<P extends OneShotPlan, Row>(
  kind: OneShotKind<P, Row>,
  plan: P,
  prior: Prior<P, Row>,
): boolean {
  return [...kind.selectors, "triggers" as const].some((name) => !isDeepStrictEqual(plan[name], prior[name]));
}

/** What is left of a kill that was not finished: what `match` chose must match all the same; everything is never killed a second time. */
function resume<P extends OneShotPlan, Row>(
  kind: OneShotKind<P, Row>,
  declared: Choice,
  rows: readonly Row[],
): Pick<OneShot, "choice" | "left"> & { before: KillResult[] } {
  const before = rows.map((row) => kind.resultOf(row));
  const left = new Map(
    before.flatMap(({ key, user, outcome }) =>
      outcome === "killed" || outcome === "gone" ? [] : [[key, user] as const],
    ),
  );
  return { choice: declared.by === "match" ? declared : { by: "ids", keys: [...left.keys()] }, left, before };
}

/** What was known before, and what is known now instead of it or besides. */
function merge(before: readonly KillResult[], now: readonly KillResult[]): KillResult[] {
  const newest = new Map([...before, ...now].map((result) => [result.key, result]));
  return [...newest.values()];
}

function guardsOf(plan: OneShotPlan): Guards | undefined {
  const { max_kills: maxKills, protected_users: protectedUsers } = plan;
  if (isUnknown(maxKills) || hasUnknown(protectedUsers)) return undefined;
  return { maxKills, protectedUsers: (protectedUsers ?? []) as readonly string[] };
}
