import { type AttributePath, DiagnosticError, type Diagnostics } from "../framework";
import type { Session } from "../model";
import { DESTROY_HINT } from "./destroy-hint";
import type { Victims } from "./victims";

/** How many sessions a warning shows at most. */
const SHOWN = 5;
/** How many characters of a statement it shows at most. */
const STATEMENT_LENGTH = 60;
/**
 * How many databases of a plan get a warning to themselves. Nobody reads a thousand, and Terraform takes longer to print them
 * than to make the plan. The rest share a summary, by which Terraform folds and counts them.
 */
const SPELLED_OUT = 10;

export interface PreviewRequest {
  /** The database, as people call it. */
  readonly target: string;
  readonly maxKills: number | null;
  /** Counts the plan's warnings of what would be killed; absent where there are to be none. `maxKills` is checked regardless. */
  readonly warnings: { count: number } | undefined;
  readonly find: () => Promise<Victims>;
  /** What to warn of, where the sessions are not chosen by a filter. */
  readonly words?: (victims: Victims) => { readonly summary: string; readonly detail: string };
  readonly explain: (error: unknown) => { summary: string; detail: string };
  /** Errors that no later apply could get past. */
  readonly fatal: (error: unknown) => boolean;
}

/** Shows in a plan which sessions would die at this moment, and holds the plan to `max_kills`. */
export async function previewKills(request: PreviewRequest, diagnostics: Diagnostics): Promise<void> {
  const { target, maxKills } = request;
  if (!request.warnings && maxKills === null) return;
  let victims: Victims;
  try {
    victims = await request.find();
  } catch (error) {
    if (request.fatal(error)) throw error;
    const { summary, detail } = request.explain(error);
    if (maxKills === null) {
      diagnostics.warning(
        `The sessions on ${target} can't be listed, so this plan can't show which would be killed`,
        `${summary}\n${detail}`,
      );
      return;
    }
    throw new DiagnosticError({
      summary: `max_kills can't be checked: the sessions on ${target} can't be listed`,
      detail: `${summary}\n${detail}\n\nWhat can't be proven is not taken for safe. Mend the cause, or remove max_kills.`,
      path: ["max_kills"] satisfies AttributePath,
    });
  }
  checkMaxKills(request, victims, diagnostics);
  if (!request.warnings) return;
  if (request.words) {
    const { summary, detail } = request.words(victims);
    diagnostics.warning(summary, detail);
  } else warn(target, victims, request.warnings, diagnostics);
}

function checkMaxKills(
  { target, maxKills }: PreviewRequest,
  victims: Victims,
  diagnostics: Diagnostics,
): void {
  if (maxKills === null) return;
  if (victims.count > maxKills) {
    diagnostics.error(
      `${count(victims.count)} on ${target} would be killed, more than max_kills = ${maxKills}`,
      `${describeVictims(victims)}\n\nNarrow match, or raise max_kills if all of them are meant. ${DESTROY_HINT}`,
      ["max_kills"],
    );
  } else if (!victims.complete) {
    diagnostics.error(
      `max_kills can't be checked: ${target} has more sessions than the vendor lists`,
      `The first ${victims.listed} were listed, and what can't be proven is not taken for safe. Remove max_kills to go without the check.`,
      ["max_kills"],
    );
  }
}

function warn(target: string, victims: Victims, warnings: { count: number }, diagnostics: Diagnostics): void {
  const { count: killed, listed, complete } = victims;
  // A vendor's own preview tells the victims alone.
  const among = listed === undefined ? "" : ` of ${complete ? "" : "the first "}${listed}`;
  if (killed === 0) {
    // One summary for all, so that Terraform folds a hundred quiet databases into a single warning.
    diagnostics.warning(
      "No session would be killed now",
      listed === undefined
        ? `The vendor's preview names no session on ${target} at this moment.`
        : `None${among} sessions on ${target} matches at this moment.`,
    );
    return;
  }
  const one = killed === 1;
  const found = `${killed}${among} session${one && !among ? "" : "s"} on ${target} ${one ? "matches" : "match"} now and would be killed`;
  if (++warnings.count <= SPELLED_OUT) diagnostics.warning(found, describeVictims(victims));
  else {
    diagnostics.warning(
      "Sessions on more databases match now and would be killed",
      `${found}:\n${describeVictims(victims)}\n\nThe first ${SPELLED_OUT} databases of a plan are shown one by one. The data source dbkill_sessions lists the sessions of any.`,
    );
  }
}

function describeVictims({ sessions, count: all }: Victims): string {
  return describeAll(sessions, all);
}

/** The first few sessions, a line each, and how many more there are. */
export function describeAll(sessions: readonly Session[], all = sessions.length): string {
  const lines = sessions.slice(0, SHOWN).map(describeSession);
  if (all > lines.length) lines.push(`and ${all - lines.length} more`);
  return lines.join("\n");
}

/** Such as `11 report@10.0.0.7 Query 75 s select ...`; where servers number their sessions each for itself, `11 on 10.0.0.2 report@...`. */
export function describeSession(session: Session): string {
  const host = session.host.replace(/:\d+$/, "");
  return [
    session.id,
    ...(session.server ? [`on ${session.server}`] : []),
    host === "" ? session.user : `${session.user}@${host}`,
    session.command,
    `${session.duration_seconds} s`,
    shorten(session.info),
  ]
    .filter((word) => word !== "")
    .join(" ");
}

/** A statement in one short line. */
export function shorten(statement: string): string {
  // Control characters could rewrite the reader's terminal.
  const plain = statement.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  const characters = [...plain];
  return characters.length <= STATEMENT_LENGTH
    ? plain
    : `${characters.slice(0, STATEMENT_LENGTH).join("")}...`;
}

function count(sessions: number): string {
  return sessions === 1 ? "1 session" : `${sessions} sessions`;
}
