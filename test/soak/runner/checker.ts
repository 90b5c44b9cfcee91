import type { AuditLine } from "../../../src/engine/runner/audit";

/**
 * Reconciles what runners say that they have done with what the service says was done. It knows the audit's published fields and
 * nothing of how a runner works: which sessions may be killed is told by whoever made them.
 */

/** `may`: it may be killed, and need not. */
export type Fate = "must" | "may" | "never";

/** A session, by what tells it from others: ids are used again, each time by another user. */
export interface Named {
  readonly instance: string;
  readonly id: string;
  readonly user: string;
}

/** How a process of a runner ended: `told` by SIGTERM, `killed` by SIGKILL, or with an audit that could not be written. */
export type End = "told" | "killed" | "full";

/** The audit of one runner, over all processes that wrote to it one after the other. */
export interface AuditRecord {
  readonly text: string;
  /** Where each process's part ends, in bytes, in order. */
  readonly ends: readonly { readonly at: number; readonly end: End }[];
}

export interface PlayedRecord {
  readonly sessions: readonly (Named & { readonly fate: Fate })[];
  /** Those that ended by themselves, after which another one got their id. */
  readonly replaced: readonly Named[];
  readonly audits: readonly AuditRecord[];
  /** What the service has killed, with the time of each by its clock, in ms. */
  readonly kills: readonly (Named & { readonly at: number })[];
  /** The ids of the calls that the service has answered. */
  readonly requestIds: ReadonlySet<string>;
  /** When no kill may be made, by the service's clock, in ms. */
  readonly stops: readonly { readonly from: number; readonly to: number }[];
  /** The sessions that live at the end. */
  readonly alive: readonly Named[];
  /** The most kills of one instance, where there is a limit; then a session that must die may live. */
  readonly cap: number | null;
  /** The most kills of one pass. */
  readonly maxKills: number | null;
}

export type Rule =
  /** A session was killed that must not be. */
  | "wrong"
  /** A session was killed again after it had died, or one kill has two ends. */
  | "twice"
  /** A kill that no audit has decided before. */
  | "unaudited"
  /** A decision without an outcome, though its process could write one. */
  | "unanswered"
  /** What an audit says is not so. */
  | "false"
  | "over a cap"
  | "while stopped"
  /** A session that must die lives. */
  | "in vain"
  | "unreadable";

export interface Finding {
  readonly rule: Rule;
  readonly what: string;
}

interface Decision {
  readonly session: Named;
  readonly part: number;
  end?: AuditLine;
}

export function reconcile(record: PlayedRecord): Finding[] {
  const findings: Finding[] = [];
  const find = (rule: Rule, what: string) => findings.push({ rule, what });
  const fates = new Map(record.sessions.map(({ fate, ...session }) => [nameOf(session), fate]));
  const killed = countBy(record.kills, nameOf);
  // Of one that was to be killed and has ended, no list tells by what.
  const ended = new Set([...killed.keys(), ...record.replaced.map(nameOf)]);
  const decisions = record.audits.flatMap((audit) => decisionsOf(audit, record.maxKills, find));
  const decided = new Map<string, Decision[]>();
  for (const decision of decisions) {
    const name = nameOf(decision.session);
    decided.set(name, [...(decided.get(name) ?? []), decision]);
  }

  for (const [name, times] of killed) {
    if (fates.get(name) === "never" || !fates.has(name)) find("wrong", name);
    if (times > 1) find("twice", `${name}: ${times} kills`);
    const told = decided.get(name) ?? [];
    if (told.length === 0) find("unaudited", name);
    else if (!told.some(({ end }) => mayHaveKilled(end)))
      find("false", `${name} was killed, and no audit says so`);
  }
  for (const { session, end } of decisions) {
    const name = nameOf(session);
    if (fates.get(name) === "never") find("wrong", `${name} was decided`);
    if (end?.outcome === "killed" && !ended.has(name)) find("false", `${name} was not killed`);
    if (end?.request_id !== undefined && !record.requestIds.has(end.request_id)) {
      find("false", `${name}: no call ${end.request_id}`);
    }
  }
  const capped = countBy(record.kills, ({ instance }) => instance);
  for (const [instance, count] of capped) {
    if (record.cap !== null && count > record.cap)
      find("over a cap", `${instance}: ${count} of ${record.cap}`);
  }
  for (const { from, to } of record.stops) {
    const late = record.kills.filter(({ at }) => at > from && at < to);
    for (const kill of late) find("while stopped", nameOf(kill));
  }
  for (const session of record.alive) {
    if (record.cap === null && record.maxKills === null && fates.get(nameOf(session)) === "must")
      find("in vain", nameOf(session));
  }
  return findings;
}

/** The decisions of an audit to kill, each with how it ended. */
function decisionsOf(
  { text, ends }: AuditRecord,
  maxKills: number | null,
  find: (rule: Rule, what: string) => void,
): Decision[] {
  const decisions: Decision[] = [];
  const open = new Map<string, Decision>();
  const dead = new Set<string>();
  /** Decisions of the pass that goes on, by policy and target. */
  const inPass = new Map<string, number>();
  for (const { line, part } of linesOf(text, ends, find)) {
    const { event, outcome, policy, reason, target } = line;
    // A process that was killed leaves its pass behind.
    const of = JSON.stringify([policy, target.instance_id]);
    const pass = `${part} ${of}`;
    if (event === "pass") inPass.delete(pass);
    if (!line.session) continue;
    const session = { instance: target.instance_id, id: line.session.id, user: line.session.user };
    const key = `${of} ${nameOf(session)}`;
    if (event === "killed" && outcome === undefined) {
      const before = open.get(key);
      // One that a process has left behind stays without an end.
      if (before && before.part === part) find("unanswered", `${key}: decided again`);
      if (dead.has(key)) find("twice", `${key}: decided after its death`);
      const count = (inPass.get(pass) ?? 0) + 1;
      inPass.set(pass, count);
      if (maxKills !== null && count > maxKills) find("over a cap", `${of}: ${count} in one pass`);
      const decision = { session, part };
      decisions.push(decision);
      open.set(key, decision);
      continue;
    }
    const isEnd = event === "killed" || event === "error" || (event === "spared" && reason === "changed");
    if (!isEnd) continue;
    const begun = open.get(key);
    if (!begun || begun.part !== part) find("twice", `${key}: ${event} ${outcome ?? ""} without a decision`);
    else begun.end = line;
    open.delete(key);
    if (outcome === "killed") dead.add(key);
  }
  for (const { session, end, part } of decisions) {
    if (end === undefined && (ends[part]?.end ?? "told") === "told") find("unanswered", nameOf(session));
  }
  return decisions;
}

/** The lines with the part that each is in. Only the last line of a process that was cut off may be cut. */
function* linesOf(text: string, ends: AuditRecord["ends"], find: (rule: Rule, what: string) => void) {
  let at = 0;
  let part = 0;
  for (const one of text.split("\n")) {
    while (part < ends.length - 1 && at >= ends[part]!.at) part++;
    const end = at + Buffer.byteLength(one);
    let line: AuditLine | undefined;
    try {
      line = JSON.parse(one) as AuditLine;
    } catch {
      const isCut = ends.some((each) => each.end !== "told" && end >= each.at && at < each.at);
      if (one !== "" && !isCut) find("unreadable", one);
    }
    if (line) yield { line, part };
    at = end + 1;
  }
}

function mayHaveKilled(end: AuditLine | undefined): boolean {
  return end === undefined || ["killed", "survived", "unknown"].includes(end.outcome ?? "");
}

function nameOf({ instance, id, user }: Named): string {
  return `${instance}/${id}/${user}`;
}

function countBy<T>(items: readonly T[], by: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(by(item), (counts.get(by(item)) ?? 0) + 1);
  return counts;
}
