import { type Context, DiagnosticError } from "../framework";
import { explainAny, isConfigurationError } from "./explain";
import { listSessionsOnce } from "./listing";
import { isGuarded, type OneShot } from "./one-shot";
import { chooseKillVictims, listOrRefuse } from "./one-shot-victims";
import { describeAll, previewKills } from "./preview";
import type { ProviderClients } from "./provider-clients";
import type { Victims } from "./victims";

/** Shows in a plan whom a kill would hit now, and holds the plan to its guards. */
export async function previewOneShot(shot: OneShot, ctx: Context<ProviderClients>): Promise<void> {
  const { api, choice } = shot;
  const { target, words } = api;
  if (choice.by === "ids" && choice.keys.length === 0) {
    ctx.diagnostics.warning(
      `No ${words.many} on ${target.instance_id} would be killed`,
      `${words.ids} is empty.`,
      [words.ids],
    );
    return;
  }
  const guarded = isGuarded(shot);
  const list = () => listSessionsOnce(ctx.client, target, ctx.signal);
  const find = async (): Promise<Victims> => {
    const listing = guarded
      ? await listOrRefuse(shot, list, "what is declared to hold it back can't be checked")
      : await list();
    const { listed } = chooseKillVictims(shot, listing);
    const sessions = [...listed.values()].flat();
    return { sessions, count: sessions.length, listed: listing.sessions.length, complete: listing.complete };
  };
  const { warnings } = ctx.client;
  if (!warnings) {
    if (guarded) await find();
    return;
  }
  await previewKills(
    {
      target: target.instance_id,
      // Checked by what finds the victims, as during the apply.
      maxKills: null,
      warnings,
      find,
      words: choice.by === "match" ? undefined : (victims) => describe(shot, victims),
      explain: explainAny,
      fatal: (error) => isConfigurationError(error) || error instanceof DiagnosticError,
    },
    ctx.diagnostics,
  );
}

function describe({ api, choice }: OneShot, { sessions, complete }: Victims) {
  const { many } = api.words;
  const name = api.target.instance_id;
  const shown = describeAll(sessions);
  if (choice.by !== "ids") {
    const listed = `${complete ? "" : "at least "}${sessions.length}`;
    return {
      summary: `Every one of the ${many} on ${name} would be killed, ${listed} listed now`,
      detail: [shown, api.listsLate ? "Those that began just now are not listed yet." : ""]
        .filter(Boolean)
        .join("\n"),
    };
  }
  const others = sessions.length < choice.keys.length;
  const late = "The others are not listed: they are over, or too young to be listed.";
  const over = "The others are not there: they are over, or the process list has them by other names.";
  return {
    summary: `${sessions.length} of ${choice.keys.length} chosen ${many} on ${name} are there now and would be killed`,
    detail: [shown, others ? (api.listsLate ? late : over) : ""].filter(Boolean).join("\n"),
  };
}
