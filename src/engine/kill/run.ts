import { begin, blindKeys, candidates, countOf } from "./candidates";
import { checkGuards } from "./guards";
import { canKillAll, killAll } from "./kill-all";
import { type Look, lookAt } from "./look";
import { listFailed } from "./messages";
import { sendAll } from "./send";
import { isFinal, type KillState } from "./state";
import { isGuarded } from "./subject";
import { isPending, wasSent } from "./track";
import { hasTimeFor, pause, pauseAfter, youth } from "./verify";

/** How often a session is sent at most. */
const ROUNDS = 3;
/** How often a session that may be too young to be listed is looked for, in ms. */
const POLL_MS = 500;

/** The rounds of one kill: list, choose, check the guards, look again, send. Everything that was sent is in the state. */
export async function runRounds(state: KillState): Promise<void> {
  for (let round = 1; ; round++) {
    await runRound(state, round);
    if (round === ROUNDS || state.isOver() || !needsAnother(state)) return;
    const wait = hasFaults(state) ? pauseAfter(round, state.retryAfterMs) : 0;
    if (!hasTimeFor(wait, state.ctx)) return;
    if (wait > 0 && !(await pause(state.ctx, wait))) return;
  }
}

async function runRound(state: KillState, round: number): Promise<void> {
  state.retryAfterMs = 0;
  state.changed = false;
  const look = await list(state, round);
  if (look === undefined) return;
  if (look === "blind") return sendAll(state, blindKeys(state, state.chooser.named!), true);
  const chosen = state.chooser.choose(look);
  state.complete &&= look.complete;
  // What was known at first and is forgotten since has ended.
  const known = round === 1 ? look : { ...look, unknown: undefined };
  const refused = checkGuards(state.subject, known, chosen, countOf(state, look, chosen));
  if (refused) return state.halt(refused);
  for (const spared of chosen.spared) state.spare(spared);
  if (round === 1) begin(state, look, chosen);
  if (round === 1 && canKillAll(state, look, chosen)) return killAll(state, look, chosen);
  await sendAll(state, candidates(state, look, chosen), false);
}

/**
 * Undefined where nothing can be listed and the run ends; `blind` where ids are killed without a look: only where the service has no
 * list, and no id is used twice.
 */
async function list(state: KillState, round: number): Promise<Look | "blind" | undefined> {
  const { ctx, ports, chooser, order } = state;
  const keys = chooser.named ?? order.only?.map(({ key }) => key);
  const list = () => lookAt(ports.source, ctx.clock, ctx.signal, keys);
  try {
    if (round === 1 && order.look) return order.look;
    const look = await list();
    return round === 1 ? await untilListed(state, look, list) : look;
  } catch (error) {
    const fault = state.faultOf(error);
    if (!state.touched && isFinal(fault) && !fault.permission) throw error;
    const hasList = ports.source.facts.list !== undefined;
    // A service without a list takes nothing but ids: see `Chooser`.
    const blind = !hasList && !chooser.left && !isGuarded(state.subject) && !order.verify;
    if (blind && !isFinal(fault)) {
      if (round === 1) state.events.push(listFailed(state.subject, fault, "warning"));
      return "blind";
    }
    // In a later round, what was sent is looked at once more at the end; what was not is told by its fault.
    state.noteFault(
      [...state.tracks.values()].filter((track) => !wasSent(track)),
      fault,
    );
    if (round === 1) state.events.push(listFailed(state.subject, fault, "error"));
    state.halted = true;
    return undefined;
  }
}

/** Where someone is to be spared, a named id that may be too young to be listed is waited for. */
async function untilListed(state: KillState, first: Look, list: () => Promise<Look>): Promise<Look> {
  const { chooser, ctx, ports } = state;
  let look = first;
  const named = chooser.named ?? [];
  const young = youth(ports.source.facts);
  if (young === 0 || !chooser.spares || chooser.left) return look;
  const until = first.at + young;
  while (named.some((key) => !look.byKey.has(key)) && look.from < until) {
    if (!(await pause(ctx, POLL_MS))) break;
    look = await list();
  }
  return look;
}

function needsAnother(state: KillState): boolean {
  return state.changed || [...state.tracks.values()].some(isPending);
}

function hasFaults(state: KillState): boolean {
  return [...state.tracks.values()].some((track) => isPending(track) && (track.fault || track.doubt));
}
