import {
  type Enforcer,
  isExpired,
  type Judgement,
  type Policy,
  type PolicyCap,
  type ServiceFacts,
  type Session,
  type SpareReason,
} from "../../model";
import { countOf, type DescribeOptions, describeSessions } from "../describe";
import type { EngineEvent } from "../events";
import type { Fault, Listing } from "../ports";
import { withFault } from "../sentences";
import type { RunnerPolicy } from "./unvouched";

/** The events of policies in a plan. Their facts are for programs. */

/** What the events of one preview are about. */
export interface PolicySubject {
  readonly policy: Policy;
  readonly enforcer: Enforcer;
  readonly facts: ServiceFacts;
  /** The target, for messages. */
  readonly name: string;
  readonly describe: DescribeOptions;
}

export function listFailed(
  { facts, name }: PolicySubject,
  severity: EngineEvent["severity"],
  fault: Fault,
): EngineEvent {
  return {
    code: "DBKILL_KILL_LIST_FAILED",
    severity,
    summary: `The ${facts.words.many} on ${name} can't be listed`,
    detail: withFault(
      severity === "error"
        ? "max_kills, protected_users and exclude can't be proven without the list."
        : "The plan can't show which sessions the policy would kill.",
      fault,
    ),
    fault,
  };
}

export function listIncomplete(
  { facts, name }: PolicySubject,
  severity: EngineEvent["severity"],
  { incomplete: why, sessions }: Listing,
): EngineEvent {
  return {
    code: "DBKILL_LIST_INCOMPLETE",
    severity,
    summary: `${name} ${why ? "may have" : "has"} more ${facts.words.many} than the service lists`,
    detail: `${why ?? `The first ${sessions.length} were listed.`} The policy may choose more than the plan shows.`,
    facts: { listed: sessions.length },
  };
}

/** More than `max_kills` allows. */
export function tooMany(
  { policy, facts, name, describe }: PolicySubject,
  { count, limit }: PolicyCap,
  victims: readonly Session[],
): EngineEvent {
  return {
    code: "DBKILL_MAX_KILLS_EXCEEDED",
    severity: "error",
    path: ["max_kills"],
    summary: `Policy ${JSON.stringify(policy.name)} would kill ${countOf(count, facts.words)} on ${name}, more than max_kills = ${limit}`,
    detail: `Narrow match, or raise max_kills if all of them are meant.\n${describeSessions(victims, describe)}`,
    facts: { count, maxKills: limit },
  };
}

/** Sessions of tools that the vendor's task would kill. */
export function toolsAtRisk(
  { name, describe }: PolicySubject,
  risks: readonly { readonly session: Session; readonly tool: string }[],
): EngineEvent {
  const sessions = risks.map(({ session }) => session);
  const tools = risks.map(({ tool }) => tool);
  return {
    code: "DBKILL_POLICY_TOOL_AT_RISK",
    severity: "warning",
    path: ["protect_tools"],
    summary: `The vendor's task would kill ${[...new Set(tools)].join(" and ")} on ${name}`,
    detail: `The vendor does not know migration and backup tools, and a killed one can lose data. Set enforcement = "runner", which protects them, or narrow match.\n${describeSessions(sessions, describe)}`,
    facts: { sessions: sessions.map(({ id }) => id), tools },
  };
}

/** Behind a proxy every client has the proxy's address. */
export function oneHost(
  { name }: PolicySubject,
  setting: string,
  clients: number,
  host: string,
): EngineEvent {
  return {
    code: "DBKILL_POLICY_ONE_HOST",
    severity: "warning",
    path: [setting],
    summary: `All ${clients} clients of ${name} have one address`,
    detail: `${host} may be a proxy, and hosts can't tell its clients apart. Choose them by other fields, such as users.`,
    facts: { host },
  };
}

const SPARED: readonly (readonly [SpareReason, string])[] = [
  ["excluded", "excluded"],
  ["protected", "protected"],
  ["system", "of the system"],
  ["tool", "of a tool"],
  ["not_selected", "not selected"],
  ["outside_window", "spared while no window is open"],
  ["when", "spared until the condition holds"],
];

/** The sessions that the policy would kill now, and why it spares others. */
export function policyPreview(
  { policy, enforcer, facts, name, describe }: PolicySubject,
  { sessions, complete }: Listing,
  { matched, spared }: Judgement,
  chosen: readonly Session[],
  now: Date,
): EngineEvent {
  const expired = isExpired(policy, now);
  const called = JSON.stringify(policy.name);
  const [verb, done] = policy.mode === "observe" ? ["report", "reported"] : ["kill", "killed"];
  const counts = SPARED.flatMap(([reason, words]) => {
    const count = spared.filter((each) => each.reason === reason).length;
    if (count === 0) return [];
    return [
      `${count} ${expired && reason === "outside_window" ? "spared because the policy has expired" : words}`,
    ];
  });
  const listed = `${complete ? "" : "at least "}${countOf(sessions.length, facts.words)}`;
  const caps = [
    policy.max_kills !== null && `max_kills = ${policy.max_kills}`,
    policy.max_kills_per_hour !== null && `max_kills_per_hour = ${policy.max_kills_per_hour}`,
  ].filter(Boolean);
  const later = `${enforcer === "vendor" ? "The vendor's task" : "The runner"} goes on to ${verb} what matches later.${caps.length > 0 ? ` A pass is limited by ${caps.join(" and ")}.` : ""}`;
  return {
    code: "DBKILL_POLICY_PREVIEW",
    severity: "warning",
    summary:
      chosen.length === 0
        ? // One summary for all quiet policies: Terraform folds them.
          `No ${facts.words.one} would be ${done} by a policy of this plan`
        : `Policy ${called} would ${verb} ${countOf(chosen.length, facts.words)} on ${name}`,
    detail: [
      `Policy ${called}: when the plan was made, ${matched.length} of ${listed} on ${name} matched${counts.length > 0 ? `: ${[`${chosen.length} to ${verb}`, ...counts].join(", ")}` : ""}. ${expired ? "It kills nothing any more." : later}`,
      describeSessions(chosen, describe),
    ]
      .filter((part) => part !== "")
      .join("\n"),
    facts: {
      target: name,
      count: chosen.length,
      matched: matched.length,
      expired,
      victims: chosen.map(({ id }) => id),
      spared: Object.fromEntries(spared.map(({ session, reason }) => [session.id, reason])),
    },
  };
}

/** Two policies of one target have one name. */
export function nameTaken({ name, target }: Policy): EngineEvent {
  return {
    code: "DBKILL_POLICY_NAME_TAKEN",
    severity: "error",
    path: ["name"],
    summary: `Two policies of ${target.instance_id} are called ${JSON.stringify(name)}`,
    detail: "The audit and the metrics could not tell them apart. Rename one of them.",
    facts: { name },
  };
}

/** Two policies would end different things of one session; the first of them acts. */
export function conflict(first: Policy, second: Policy): EngineEvent {
  return {
    code: "DBKILL_POLICY_CONFLICT",
    severity: "warning",
    path: ["match"],
    summary: `Policies ${JSON.stringify(first.name)} and ${JSON.stringify(second.name)} may choose the same session`,
    detail: `One ends the ${first.action}, the other the ${second.action}. In the runner, ${JSON.stringify(first.name)} acts: the higher priority comes first, then the first name. A vendor's task waits for nobody. Give both the same action, or tell them apart in match.`,
    facts: { first: first.name, second: second.name },
  };
}

/** How many policies one warning names. */
const NAMED = 10;

/** Policies that only a runner can enforce, without a runner to ask. */
export function needRunner(policies: readonly RunnerPolicy[]): EngineEvent {
  const named = [...policies]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .slice(0, NAMED)
    .map(({ name, instanceId, field }) => `${JSON.stringify(name)} on ${instanceId} (${field})`);
  const more = policies.length - named.length;
  const [count, them, documents] =
    policies.length === 1
      ? ["1 policy", "it", "its document"]
      : [`${policies.length} policies`, "them", "their documents"];
  return {
    code: "DBKILL_POLICY_NEEDS_RUNNER",
    severity: "warning",
    // One summary for all, as Terraform folds them.
    summary: "Only a runner can enforce some policies of this plan",
    detail: `runner_url is not set, so Terraform can't check whether a runner enforces ${count}. No vendor's task can enforce ${them}, because of the settings in brackets: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}. Give ${documents} to dbkill's runner, and set runner_url.`,
    facts: { count: policies.length, names: policies.map(({ name }) => name) },
  };
}
