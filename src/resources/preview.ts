import { chooseVictims, type Session, type SessionFilter } from "../policy";
import { type AttributePath, DiagnosticError, type Diagnostics } from "../provider";
import type { Listing } from "./listing";

/** How many sessions a warning shows at most. */
const SHOWN = 5;
/** How many characters of a statement it shows at most. */
const STATEMENT_LENGTH = 60;
/**
 * How many databases of a plan get a warning to themselves. Nobody reads a thousand, and Terraform takes longer to print them
 * than to make the plan. The rest share a summary, by which Terraform folds and counts them.
 */
const SPELLED_OUT = 10;
/** `terraform destroy` plans the configuration first, to refresh the state, and fails where that plan does. */
export const DESTROY_HINT = "To destroy all the same: terraform destroy -refresh=false.";

export interface PreviewRequest {
  /** The database, as people call it. */
  readonly target: string;
  /** Which sessions are meant; null for all. */
  readonly filter: SessionFilter | null;
  readonly maxKills: number | null;
  /** Counts the plan's warnings of what would be killed; absent where there are to be none. `maxKills` is checked regardless. */
  readonly warnings: { count: number } | undefined;
  readonly list: () => Promise<Listing>;
  readonly explain: (error: unknown) => { summary: string; detail: string };
  /** Errors that no later apply could get past. */
  readonly fatal: (error: unknown) => boolean;
}

/** Shows in a plan which sessions would die at this moment, and holds the plan to `max_kills`. */
export async function previewKills(request: PreviewRequest, diagnostics: Diagnostics): Promise<void> {
  const { target, maxKills } = request;
  if (!request.warnings && maxKills === null) return;
  let listing: Listing;
  try {
    listing = await request.list();
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
  const victims = chooseVictims(listing.sessions, request.filter);
  checkMaxKills(request, listing, victims, diagnostics);
  if (request.warnings) warn(target, listing, victims, request.warnings, diagnostics);
}

function checkMaxKills(
  { target, maxKills }: PreviewRequest,
  listing: Listing,
  victims: readonly Session[],
  diagnostics: Diagnostics,
): void {
  if (maxKills === null) return;
  if (victims.length > maxKills) {
    diagnostics.error(
      `${count(victims.length)} on ${target} would be killed, more than max_kills = ${maxKills}`,
      `${describeAll(victims)}\n\nNarrow match, or raise max_kills if all of them are meant. ${DESTROY_HINT}`,
      ["max_kills"],
    );
  } else if (!listing.complete) {
    diagnostics.error(
      `max_kills can't be checked: ${target} has more sessions than the vendor lists`,
      `The first ${listing.sessions.length} were listed, and what can't be proven is not taken for safe. Remove max_kills to go without the check.`,
      ["max_kills"],
    );
  }
}

function warn(
  target: string,
  listing: Listing,
  victims: readonly Session[],
  warnings: { count: number },
  diagnostics: Diagnostics,
): void {
  const total = listing.complete ? `${listing.sessions.length}` : `the first ${listing.sessions.length}`;
  if (victims.length === 0) {
    // One summary for all, so that Terraform folds a hundred quiet databases into a single warning.
    diagnostics.warning(
      "No session would be killed now",
      `None of ${total} sessions on ${target} matches at this moment.`,
    );
    return;
  }
  const found = `${victims.length} of ${total} sessions on ${target} ${victims.length === 1 ? "matches" : "match"} now and would be killed`;
  if (++warnings.count <= SPELLED_OUT) diagnostics.warning(found, describeAll(victims));
  else {
    diagnostics.warning(
      "Sessions on more databases match now and would be killed",
      `${found}:\n${describeAll(victims)}\n\nThe first ${SPELLED_OUT} databases of a plan are shown one by one. The data source dbkill_sessions lists the sessions of any.`,
    );
  }
}

/** The first few sessions, a line each, and how many more there are. */
export function describeAll(sessions: readonly Session[]): string {
  const lines = sessions.slice(0, SHOWN).map(describeSession);
  if (sessions.length > SHOWN) lines.push(`and ${sessions.length - SHOWN} more`);
  return lines.join("\n");
}

/** Such as `11 report@10.0.0.7 Query 75 s select ...`. */
export function describeSession(session: Session): string {
  const host = session.host.replace(/:\d+$/, "");
  const line = `${session.id} ${session.user}@${host} ${session.command} ${session.duration_seconds} s`;
  const statement = shorten(session.info);
  return statement === "" ? line : `${line} ${statement}`;
}

function shorten(statement: string): string {
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
