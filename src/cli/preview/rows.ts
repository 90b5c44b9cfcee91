import { describeKey, describeStatement } from "../../engine/describe";
import {
  addressOf,
  enforcerOf,
  type Judgement,
  type Policy,
  printable,
  type ServiceFacts,
  type Session,
  sessionKey,
} from "../../model";
import type { TargetView } from "./look";

/** What the table and the Markdown share: the cells of a session, and the sentences about a policy. */

/** The columns of a list of sessions. */
export const COLUMNS = ["id", "user", "host", "database", "command", "seconds", "statement"] as const;

/** How many characters of a name are shown. */
const NAME_LENGTH = 40;

/** The cells of a session, safe in a terminal: names and statements are shortened, and have no marks that a terminal obeys. */
export function cellsOf(session: Session, { list }: ServiceFacts): string[] {
  const name = (text: string) => printable(text, NAME_LENGTH);
  return [
    describeKey(sessionKey(session)),
    name(session.user),
    name(addressOf(session.host, list?.hostPort ?? "always")),
    name(session.database),
    name(session.command),
    String(session.duration_seconds),
    describeStatement(session.info),
  ];
}

/** Why a session is spared: `tool: gh-ost`. That it matches `exclude` is all there is to say of `excluded`. */
export function reasonOf({
  reason,
  detail = "",
}: Pick<Judgement["spared"][number], "reason"> & { readonly detail?: string }): string {
  return detail === "" || reason === "excluded" ? reason : printable(`${reason}: ${detail}`, 120);
}

/** A policy's name. */
export function nameOf({ name }: Policy): string {
  return printable(name, 128);
}

/** What a policy is: `enforce, by the runner, ends connections`. */
export function describePolicy(policy: Policy, facts: ServiceFacts): string {
  const { mode, action, enabled } = policy;
  const by = enforcerOf(policy, facts) === "vendor" ? "the vendor's task" : "the runner";
  const what = `ends ${action === "query" ? "queries" : "connections"}`;
  return [
    mode,
    ...(mode === "observe" ? ["kills nothing"] : [`by ${by}`, what]),
    ...(enabled ? [] : ["disabled"]),
  ].join(", ");
}

/** What a policy would do now: `3 of 40 sessions would be killed; 2 spared`. */
export function headline(policy: Policy, judgement: Judgement, { sessions, facts }: TargetView): string {
  const { matched, victims, spared, capped } = judgement;
  const listed = `${sessions.length} ${sessions.length === 1 ? facts.words.one : facts.words.many}`;
  if (capped) {
    return `Stopped by ${capped.field} = ${capped.limit}: ${capped.count} of ${listed} would be ${verbOf(policy)}, so none is`;
  }
  const nothing = matched.length === 0 ? "No session matches" : undefined;
  return nothing ?? `${victims.length} of ${listed} would be ${verbOf(policy)}, ${spared.length} spared`;
}

export function verbOf({ mode }: Pick<Policy, "mode">): string {
  return mode === "observe" ? "reported" : "killed";
}

/** What a reader of a preview has to know about a policy beyond its victims. */
export function notesOf(policy: Policy, { spared }: Judgement, { facts }: TargetView): string[] {
  const notes: string[] = [];
  const kept = spared.filter(({ reason }) => reason === "tool" || reason === "other_policy");
  if (kept.length > 0 && enforcerOf(policy, facts) === "vendor") {
    notes.push(
      `The vendor's task knows neither tools nor other policies: it kills ${kept.length} of the spared too. Set enforcement to "runner".`,
    );
  }
  if (policy.when?.for_seconds) {
    notes.push(`A preview is one moment: when.for_seconds = ${policy.when.for_seconds} is taken as passed.`);
  }
  if (policy.max_kills_per_hour !== null) {
    notes.push("A preview knows no kills of the last hour: max_kills_per_hour is counted from none.");
  }
  return notes;
}
