/**
 * What the matcher benchmark runs, with `--expose-gc`: `ours` or `theirs`, and how many sessions. Sends what it saw.
 */
import { compileFilter, type Session, type SessionFilter } from "../src/model";
import { filters, sessions } from "./matcher-filters";

/** What a run came to. */
export interface MatcherRun {
  /** All sessions against all filters. */
  readonly ms: number;
  /** How many pairs of a session and a filter match. */
  readonly matches: number;
  /** Memory that each session of the list takes. */
  readonly bytesPerSession: number;
  /** How long a pattern that makes a backtracking engine try every way takes on 100 kB; ours alone. */
  readonly evilPatternMs?: number;
}

type Matcher = (session: Session) => boolean;

const [kind, count] = process.argv.slice(2);
const gc = (globalThis as { gc?: () => void }).gc!;

const chosen = filters();
const matchers = chosen.map((filter) => (kind === "ours" ? compileFilter(filter) : plainMatcher(filter)));

gc();
const before = process.memoryUsage().heapUsed;
const all = sessions(Number(count));
gc();
const bytesPerSession = (process.memoryUsage().heapUsed - before) / all.length;

// Both sides are measured once their code is compiled.
countMatches(all.slice(0, 1000));
const started = performance.now();
const matches = countMatches(all);
const ms = performance.now() - started;

const run: MatcherRun = {
  ms,
  matches,
  bytesPerSession,
  ...(kind === "ours" && { evilPatternMs: evilPattern() }),
};
process.send!(run);

function countMatches(some: readonly Session[]): number {
  let found = 0;
  for (const session of some) for (const matches of matchers) if (matches(session)) found += 1;
  return found;
}

function evilPattern(): number {
  const matches = compileFilter({ info_regex: "(a+)+$" });
  const session = { ...all[0]!, info: `${"a".repeat(100_000)}!` };
  const begun = performance.now();
  if (matches(session)) throw new Error("It must not match");
  return performance.now() - begun;
}

/** The same written by hand for JavaScript's own regular expressions, as a script would have it. */
function plainMatcher(filter: SessionFilter): Matcher {
  const commands = filter.commands?.map((command) => command.toLowerCase());
  const hosts = filter.hosts?.map(
    (host) => new RegExp(`^${host.replaceAll(".", "\\.").replaceAll("%", ".*")}$`, "i"),
  );
  const keywords = filter.info_keywords && new RegExp(filter.info_keywords.join(".*"));
  const pattern = filter.info_regex && new RegExp(filter.info_regex.replace("(?i)", ""), "i");
  return ({ user, host, database, command, state, duration_seconds, info }) =>
    (!filter.users || filter.users.includes(user)) &&
    (!hosts || hosts.some((each) => each.test(host.replace(/:\d+$/, "")))) &&
    (!filter.databases || filter.databases.includes(database)) &&
    (!commands || commands.includes(command.toLowerCase())) &&
    (!filter.states || filter.states.includes(state)) &&
    (filter.info_prefix === undefined || info.startsWith(filter.info_prefix)) &&
    (!keywords || keywords.test(info)) &&
    (!pattern || pattern.test(info)) &&
    (filter.min_duration_seconds === undefined || duration_seconds >= filter.min_duration_seconds);
}
