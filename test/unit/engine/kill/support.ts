import { type KillOrder, type KillReport, type KillResult, killSessions } from "../../../../src/engine/kill";
import type { Chosen } from "../../../../src/engine/kill/choose";
import { type Look, lookAt } from "../../../../src/engine/kill/look";
import { KillState } from "../../../../src/engine/kill/state";
import type { EngineContext } from "../../../../src/engine/ports";
import type { Choice, Outcome, SessionFilter } from "../../../../src/model";
import type { Simulation } from "./simulation";

export type Order = Partial<Omit<KillOrder, "selection">> & {
  choice?: Choice;
  exclude?: SessionFilter | null;
  protectedUsers?: readonly string[];
};

export const REPORT: Choice = { by: "match", match: { users: ["report"] } };
export const ALL: Choice = { by: "all" };
export const ids = (...keys: string[]): Choice => ({ by: "ids", ids: keys });

export function order({
  choice = REPORT,
  exclude = null,
  protectedUsers = [],
  ...rest
}: Order = {}): KillOrder {
  const selection = { choice, exclude, protectedUsers };
  return { selection, maxKills: null, verify: true, failOnSurvivors: true, ...rest };
}

export function kill(
  sim: Simulation,
  what: Order = {},
  ctx: Partial<EngineContext> = {},
): Promise<KillReport> {
  return killSessions(order(what), sim.ports, sim.context(ctx));
}

/** The outcomes by key. */
export function outcomes({ results }: KillReport): Record<string, string> {
  return Object.fromEntries(results.map(({ key, outcome }) => [key, outcome]));
}

export function codes({ events }: KillReport): string[] {
  return events.map(({ code, severity }) => `${severity === "error" ? "E" : "W"} ${code}`);
}

/** The ids of each request. */
export function sent(sim: Simulation): string[][] {
  return sim.requests.map(({ sessions }) => sessions.map(({ id }) => id));
}

/** What a kill knows before its first round. */
export function stateOf(sim: Simulation, what: Order = {}): KillState {
  return new KillState(order(what), sim.ports, sim.context());
}

/** A fresh look, and what is chosen of it. */
export async function chosenBy(state: KillState, sim: Simulation): Promise<[Look, Chosen]> {
  const look = await lookAt(sim.source, sim, sim.abort.signal, state.chooser.named);
  return [look, state.chooser.choose(look)];
}

/** What an earlier run left open. */
export const left = (key: string, user: string | null, outcome: Outcome = "survived"): KillResult => ({
  key,
  id: key,
  user,
  outcome,
  message: null,
});
