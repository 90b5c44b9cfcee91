import type { Context } from "../framework";
import { explainAny, isConfigurationError, isVendorError } from "./explain";
import { type Listing, listSessions } from "./listing";
import { lookAgain } from "./look-again";
import { isGuarded, type KillOrder, type KillResult } from "./one-shot";
import { KillRun } from "./one-shot-run";
import { judge, NAMED } from "./one-shot-verdict";
import { chooseKillVictims, type KillVictims, listOrRefuse } from "./one-shot-victims";
import { describeAll } from "./preview";
import type { ProviderClients } from "./provider-clients";

/** How often to look for what may be too young to be listed: within more than a second. */
const LOOKS_AT_YOUNG = 4;

/**
 * Lists, chooses, checks the guards, kills, and lists again to see what became of each session. Nothing but the listed keys is ever
 * sent, but for the choice of all.
 *
 * @throws DiagnosticError where a guard forbids it (nothing was killed then), or where not all were killed
 */
export async function killOnce(order: KillOrder, ctx: Context<ProviderClients>): Promise<KillResult[]> {
  const { api, choice } = order;
  if (choice.by === "ids" && choice.keys.length === 0) {
    ctx.diagnostics.warning(
      `No ${api.words.many} on ${api.target.instance_id} were killed`,
      `${api.words.ids} is empty, and so nothing was sent.`,
      [api.words.ids],
    );
    return [];
  }
  const listing = await listBefore(order, ctx);
  const victims = chooseKillVictims(order, listing);
  warnOfShared(order, victims, ctx);
  warnOfAbsent(order, victims, ctx);
  if (choice.by === "match" && listing?.complete === false) {
    ctx.diagnostics.warning(
      `${api.target.instance_id} has more ${api.words.many} than the vendor lists`,
      `Only the first ${listing.sessions.length} were looked at, so that more may match. Change triggers to kill again.`,
      ["match"],
    );
  }
  const run = new KillRun(order, victims, ctx);
  if (choice.by === "all" || victims.keys.length > 0) await run.carryOut();
  const results = run.results();
  judge(order, results, run.looked, ctx.diagnostics);
  return results;
}

function warnOfShared(
  { api }: KillOrder,
  { shared }: KillVictims,
  { diagnostics }: Context<ProviderClients>,
): void {
  if (shared.length === 0) return;
  diagnostics.warning(
    `${shared.length} matching ${api.words.many} on ${api.target.instance_id} share their ids with others, and were not killed`,
    `A kill of an id is for all that have it, and not all of them are chosen:\n${describeAll(shared)}`,
    ["match"],
  );
}

function warnOfAbsent(
  { api, choice }: KillOrder,
  { keys }: KillVictims,
  { diagnostics }: Context<ProviderClients>,
): void {
  if (choice.by !== "ids") return;
  const sent = new Set(keys);
  const absent = choice.keys.filter((key) => !sent.has(key));
  if (absent.length === 0) return;
  const more = absent.length > NAMED ? [`and ${absent.length - NAMED} more`] : [];
  diagnostics.warning(
    `${absent.length} of ${choice.keys.length} chosen ${api.words.many} on ${api.target.instance_id} were not there, and so not killed`,
    `They are over, or the process list has them by other names.\n${[...absent.slice(0, NAMED), ...more].join("\n")}`,
    [api.words.ids],
  );
}

/** Null where nothing can be listed and nothing that was declared needs it. */
async function listBefore(order: KillOrder, ctx: Context<ProviderClients>): Promise<Listing | null> {
  const { target, words } = order.api;
  const list = () => listSessions(ctx.client, target, ctx.signal);
  if (order.verify || order.choice.by === "match" || isGuarded(order)) {
    const look = () => listOrRefuse(order, list, "nothing was killed");
    return lookAgain(look, (seen) => !mayBeTooYoung(order, seen), {
      signal: ctx.signal,
      looks: LOOKS_AT_YOUNG,
    });
  }
  try {
    return await list();
  } catch (error) {
    if (isConfigurationError(error) || !isVendorError(error) || ctx.signal.aborted) throw error;
    const { summary, detail } = explainAny(error);
    ctx.diagnostics.warning(
      `The ${words.many} on ${target.instance_id} can't be listed, so nobody looked whose they are`,
      `${summary}\n${detail}`,
    );
    return null;
  }
}

/** Whether one that is named is not listed, though its user must be known: what runs is listed after a second. */
function mayBeTooYoung({ api, choice, guards }: KillOrder, { sessions }: Listing): boolean {
  if (!api.listsLate || choice.by !== "ids" || guards.protectedUsers.length === 0) return false;
  const listed = new Set(sessions.map(api.keyOf));
  return choice.keys.some((key) => !listed.has(key));
}
