import { withFault } from "../sentences";
import type { Chosen } from "./choose";
import { type Look, NEVER } from "./look";
import { request } from "./send";
import type { KillState } from "./state";
import { newTrack } from "./track";
import { youth } from "./verify";

/** Whether the vendor's single call may be used: only where no session must be spared, counted or left to an earlier run. */
export function canKillAll(state: KillState, { complete }: Look, { spared }: Chosen): boolean {
  const { order, ports, chooser } = state;
  const { systemUsers, systemCommands, kill } = ports.source.facts;
  const noneHidden = complete || systemUsers.size + systemCommands.size === 0;
  return (
    order.selection.choice.by === "all" &&
    kill?.killsAll === true &&
    ports.killer.killAll !== undefined &&
    !chooser.spares &&
    !chooser.left &&
    order.maxKills === null &&
    spared.length === 0 &&
    noneHidden
  );
}

/** The vendor's single call, once. What it may have missed of the listed sessions is killed by id in later rounds. */
export async function killAll(state: KillState, look: Look, { groups }: Chosen): Promise<void> {
  const { ports, ctx } = state;
  const { facts, name } = ports.source;
  if (state.isOver()) return;
  state.trackedOnly = true;
  const tracks = [...groups].map(([key, sessions]) => state.track(key, { ...look, sessions }));
  // Stands for the request where nothing is listed.
  const everything = newTrack("", NEVER);
  state.logSend(tracks.length);
  await request(state, [everything, ...tracks], () => ports.killer.killAll!(ctx.signal));
  // A refusal of the single call says nothing of the sessions, and nothing was done: later rounds kill them by id.
  for (const track of tracks) Object.assign(track, { refusal: undefined, refusedWith: undefined });
  const fault = everything.fault;
  if (!fault || (tracks.length > 0 && youth(facts) === 0)) return;
  const isLost = fault.kind === "lost" || fault.kind === "aborted";
  state.events.push({
    code: isLost ? "DBKILL_KILL_UNCONFIRMED" : "DBKILL_KILL_NOT_SENT",
    severity: tracks.length === 0 ? "error" : "warning",
    summary: `The kill of all ${facts.words.many} on ${name} was ${isLost ? "never confirmed" : "not carried out"}`,
    detail: withFault(
      "",
      fault,
      "What was listed before is killed by id. Kill again to reach what was not listed.",
    ),
    facts: { listed: tracks.length },
    fault,
  });
  state.unlistedUnconfirmed = isLost;
}
