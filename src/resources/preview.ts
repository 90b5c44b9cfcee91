import { type Statements, statementHash } from "../engine/describe";
import type { EngineEvent } from "../engine/events";
import type { KillResult } from "../engine/kill";
import type { SessionSource } from "../engine/ports";
import { previewKills } from "../engine/preview";
import { AlreadyReported, type Context } from "../framework";
import type { Selection, Target } from "../model";
import type { KillerOptions } from "../vendors/adapters";
import type { ProviderClients } from "./provider-clients";
import { engineContext, reportEvents } from "./render";

/**
 * How many databases of a plan get a warning of their own. The rest share one summary, which Terraform folds and counts: printing a
 * thousand warnings takes longer than the plan.
 */
const SPELLED_OUT = 10;

export interface SelectionPreview {
  readonly target: Target;
  readonly selection: Selection;
  readonly maxKills: number | null;
  /** Whether a standing task kills, or a kill that looks and decides itself. */
  readonly standing: boolean;
  /** Whether the state has the resource: `terraform destroy` plans it as declared before it plans the destroy. */
  readonly exists: boolean;
  readonly previous?: readonly KillResult[];
  /** Settings of single services. */
  readonly options?: KillerOptions;
  /** A guard that would refuse the kill now only warns: the kill is later, and sessions come and go. */
  readonly warnsOnly?: boolean;
}

/**
 * Shows in a plan which sessions would die at this moment, and holds the plan to its guards.
 *
 * @throws AlreadyReported where a guard refuses the plan
 */
export async function previewSelection(
  { target, selection, maxKills, standing, exists, previous, options, warnsOnly = false }: SelectionPreview,
  ctx: Context<ProviderClients>,
): Promise<void> {
  const { client } = ctx;
  const guarded =
    maxKills !== null ||
    (!standing && (selection.protectedUsers.length > 0 || selection.choice.by === "ids"));
  if (!client.previews && (!guarded || warnsOnly)) return;
  const once = listedOnce(client, target, options);
  const { events, failed } = await previewKills(
    {
      selection,
      maxKills,
      killedBy: standing ? "task" : "kill",
      // A plan that shows no sessions shows no statements either.
      statements: client.previews ? client.statements : "hidden",
      ...(previous && { previous }),
    },
    once,
    engineContext(ctx),
  );
  const told = warnsOnly ? events.map((event) => ({ ...event, severity: "warning" as const })) : events;
  const shown = client.previews ? told : told.filter(({ severity }) => severity === "error");
  reportEvents(
    shown.map((event) => {
      if (event.code === "DBKILL_KILL_PREVIEW") return folded(event, client);
      return exists && event.severity === "error" ? withDestroyHint(event) : event;
    }),
    ctx.diagnostics,
  );
  if (failed && !warnsOnly) throw new AlreadyReported();
}

/** The sessions of a target, listed once in a plan, however many resources ask. */
export function listedOnce(client: ProviderClients, target: Target, options?: KillerOptions): SessionSource {
  const source = client.source(target, options);
  // If the service lists everything, keep the whole list: the next resource may need other keys.
  const ofAll = (keys?: readonly string[]) => (source.facts.list ? undefined : keys);
  return Object.create(source, {
    list: {
      value: (signal: AbortSignal, keys?: readonly string[]) =>
        client.once(JSON.stringify(["sessions", target, source.facts.kill?.ends, ofAll(keys) ?? null]), () =>
          source.list(signal, ofAll(keys)),
        ),
    },
  });
}

/** A guard that refuses a plan does not keep anybody from destroying the resource. */
export function withDestroyHint(event: EngineEvent): EngineEvent {
  const hint = "To destroy the resource as it is, run terraform destroy -refresh=false.";
  return { ...event, detail: `${event.detail}\n\n${hint}` };
}

/** The first databases of a plan are shown one by one, the rest under one summary. */
export function folded(event: EngineEvent, client: ProviderClients): EngineEvent {
  if (event.facts?.count === 0 || ++client.shownPreviews <= SPELLED_OUT) return event;
  return {
    ...event,
    summary: "Sessions on more databases would be killed by this plan",
    detail: `${event.summary}.\n${event.detail}\n\nA plan shows the first ${SPELLED_OUT} databases one by one. The data source dbkill_sessions lists the sessions of any.`,
  };
}

/** Describes an attribute that holds a statement. */
export const STATEMENT =
  "The statement, as the provider's `plan_statements` has it: shown, hashed, or empty.";

/** A statement for the state, as the provider's `plan_statements` has it. What the vendor does not tell stays null. */
export function showStatement<S extends string | null>(statement: S, statements: Statements): S | string {
  if (statements === "shown" || !statement) return statement;
  return statements === "hidden" ? "" : statementHash(statement);
}
