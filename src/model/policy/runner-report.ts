import type { Policy } from "./policy";

/** A runner's answer to `GET /v1/policies`. */
export interface RunnerReport {
  /** How often each database has a pass, in ms. */
  readonly intervalMs: number;
  readonly policies: readonly ReportedPolicy[];
}

/** What a runner says of one policy. */
export interface ReportedPolicy {
  readonly name: string;
  /** The revision that it runs. */
  readonly document_hash: string;
  /** When its last pass ended (RFC 3339); null: there was none yet. */
  readonly last_pass: string | null;
  readonly status: string;
}

/** What a runner confirms of a policy. */
export type ConfirmedStatus = "enforced" | "observing" | "outside_window";

const CONFIRMED: ReadonlySet<string> = new Set<ConfirmedStatus>(["enforced", "observing", "outside_window"]);

/** A pass no longer counts as recent after this time, or after two intervals if that is longer, in ms. */
export const RECENT_PASS_MS = 300_000;
const RECENT_INTERVALS = 2;
/** The longest possible interval of a runner, in ms; a longer reported one counts as this. */
export const LONGEST_INTERVAL_MS = 86_400_000;
/** How far a runner's clock may be ahead of ours, in ms. */
const AHEAD_MS = 60_000;

/** Reads the answer of `GET /v1/policies`; undefined where it is not one. */
export function readRunnerReport(answer: unknown): RunnerReport | undefined {
  const { policies, interval_seconds: interval = 0 } = (answer ?? {}) as {
    readonly policies?: unknown;
    readonly interval_seconds?: unknown;
  };
  if (!Array.isArray(policies) || !policies.every(isReported)) return undefined;
  if (typeof interval !== "number" || !(interval >= 0)) return undefined;
  return { intervalMs: Math.min(interval * 1_000, LONGEST_INTERVAL_MS), policies };
}

function isReported(value: unknown): value is ReportedPolicy {
  const { name, document_hash, last_pass, status } = (value ?? {}) as Partial<
    Record<keyof ReportedPolicy, unknown>
  >;
  const texts = [name, document_hash, status].every((text) => typeof text === "string");
  return texts && (last_pass === null || typeof last_pass === "string");
}

/** What a runner confirms of a policy; or why it confirms nothing, to follow "the runner" in a sentence, and what to do, as a sentence. */
export type Confirmation =
  | { readonly status: ConfirmedStatus }
  | { readonly status: undefined; readonly why: string; readonly remedy: string };

/**
 * Whether a runner has this revision of a policy and had a recent pass. Nothing else counts as enforced, and a runner that only observes
 * does not confirm a policy that must kill.
 *
 * @param hash of the policy's document
 * @param reports of all runners; each has a part of the databases
 */
export function confirmationOf(
  { name, mode }: Pick<Policy, "name" | "mode">,
  hash: string,
  reports: readonly RunnerReport[],
  now: Date,
): Confirmation {
  const named = reports.flatMap(({ intervalMs, policies }) =>
    policies.filter((each) => each.name === name).map((each) => ({ ...each, intervalMs })),
  );
  const same = named.filter(({ document_hash }) => document_hash === hash);
  if (same.length === 0)
    return no(named.length === 0 ? "does not have it" : "has another revision of it", GIVE);
  const confirmations = same.map((each) => confirmed(each, mode, now));
  return confirmations.find(({ status }) => status !== undefined) ?? confirmations[0]!;
}

/** Whether one runner that has the revision carries it out. */
function confirmed(
  { last_pass, intervalMs, status }: ReportedPolicy & Pick<RunnerReport, "intervalMs">,
  mode: Policy["mode"],
  now: Date,
): Confirmation {
  const age = now.getTime() - Date.parse(last_pass ?? "");
  if (Number.isNaN(age)) return no("has made no pass yet", "Plan again in a moment.");
  if (age > Math.max(RECENT_PASS_MS, RECENT_INTERVALS * intervalMs))
    return no(`made its last pass at ${last_pass}`, `${LOOK} ${CLOCKS}`);
  if (age < -AHEAD_MS) return no(`says that its last pass is in the future, at ${last_pass}`, CLOCKS);
  if (!CONFIRMED.has(status))
    return no(`says that its status is ${JSON.stringify(status)}`, REMEDIES.get(status) ?? LOOK);
  if (status === "observing" && mode === "enforce")
    return no("only observes, as with --dry-run", "Start it without --dry-run.");
  return { status: status as ConfirmedStatus };
}

const GIVE = "Give the runner this policy's document, then plan again.";
const LOOK = "Look at what the runner prints.";
const CLOCKS = "Compare the clocks of both machines.";

/** What to do about a runner's status that confirms nothing. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ["pending", "Plan again in a moment."],
  ["stopped", "Kills go on once its stop file is removed."],
  ["capped", "More sessions match than a cap allows: look at them before you raise it."],
]);

const no = (why: string, remedy: string): Confirmation => ({ status: undefined, why, remedy });
