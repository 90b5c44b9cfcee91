import { type IResolvable, Token, Tokenization } from "cdktf";
import { idsInvalid, maxKillsInvalid, propertyUnsupported } from "../errors";
import type { ServerSession } from "../server-session";
import type { IdRules, Refusals, TargetApi } from "./target-api";
import { holdsTokens } from "./tokens";

/** What is wrong with a `maxKills`, as far as it is known at synth. */
export function maxKillsProblems(maxKills: number | undefined): string[] {
  if (maxKills === undefined || Token.isUnresolved(maxKills)) return [];
  return Number.isInteger(maxKills) && maxKills >= 0 ? [] : [maxKillsInvalid(maxKills).message];
}

/** The properties that are set and that the target's service does not take. */
export function refusedProperties<P extends string>(
  props: { readonly [property in P]?: unknown },
  refuses: Refusals<P>,
  { name }: TargetApi,
): string[] {
  return (Object.entries(refuses) as [P, string][])
    .filter(([property]) => (props[property] ?? undefined) !== undefined)
    .map(([property, reason]) => propertyUnsupported(property, name, reason).message);
}

/** What is wrong with a list of ids, as far as they are known at synth. */
export function idProblems(
  property: "sessionIds" | "sqlIds",
  ids: readonly string[],
  { what, pattern, most, remedy }: IdRules,
): string[] {
  if (Token.isUnresolved(ids)) return [];
  const reasons: string[] = [];
  if (ids.length === 0) reasons.push("is empty, so that nothing would be killed");
  if (most !== undefined && ids.length > most) {
    reasons.push(`holds ${ids.length} ids, and ${most} are taken at once`);
  }
  const known = ids.filter((id) => !Token.isUnresolved(id));
  const wrong = known.filter((id) => !pattern.test(id));
  if (wrong.length > 0) reasons.push(`holds ${listed(wrong)}, which is no ${what}`);
  const twice = repeated(known);
  if (twice.length > 0) reasons.push(`names ${listed(twice)} twice`);
  return reasons.map((reason) => idsInvalid(property, reason, remedy).message);
}

/** What is wrong with sessions that are known by server and id, as far as they are known at synth. */
export function serverSessionProblems(
  sessions: readonly ServerSession[] | IResolvable,
  { what, pattern, remedy }: IdRules,
): string[] {
  if (Tokenization.isResolvable(sessions)) return [];
  const reasons: string[] = [];
  if (sessions.length === 0) reasons.push("is empty, so that nothing would be killed");
  const servers = sessions.map(({ server }) => server).filter((server) => !Token.isUnresolved(server));
  if (servers.some((server) => !/^\S+$/.test(server))) reasons.push("holds one without a server's address");
  const ids = sessions.map(({ id }) => id).filter((id) => !Token.isUnresolved(id));
  const wrong = ids.filter((id) => !pattern.test(id));
  if (wrong.length > 0) reasons.push(`holds ${listed(wrong)}, which is no ${what}`);
  const twice = repeated(
    sessions.filter((session) => !holdsTokens(session)).map(({ server, id }) => `${id} on ${server}`),
  );
  if (twice.length > 0) reasons.push(`names ${listed(twice)} twice`);
  return reasons.map((reason) => idsInvalid("sessions", reason, remedy).message);
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const text of texts) (seen.has(text) ? twice : seen).add(text);
  return [...twice];
}

/** How many wrong values a message quotes. */
const QUOTED = 5;

function listed(texts: readonly string[]): string {
  const quoted = texts.slice(0, QUOTED).map((text) => JSON.stringify(text));
  const more = texts.length > QUOTED ? ` and ${texts.length - QUOTED} more` : "";
  return `${quoted.join(", ")}${more}`;
}
