import {
  addressOf,
  compilePolicy,
  type Enforcer,
  type Judgement,
  type Policy,
  type ServiceFacts,
  type Session,
  type SpareReason,
} from "../../model";
import { countOf, type DescribeOptions, describeSessions, type Statements } from "../describe";
import type { EngineEvent } from "../events";
import { lookAt } from "../kill/look";
import { isFinal } from "../kill/state";
import type { EngineContext, Fault, Listing, SessionSource } from "../ports";
import { withFault } from "../sentences";

/** What a plan asks of a policy. */
export interface PolicyPreviewOrder {
  readonly policy: Policy;
  readonly enforcer: Enforcer;
  /** How events show statements. Default: `shown`. */
  readonly statements?: Statements;
}

export interface PolicyPreview {
  /** Undefined where the sessions can't be listed. */
  readonly judgement?: Judgement;
  /** `DBKILL_POLICY_PREVIEW` carries `{ matched, victims, spared }` as facts. */
  readonly events: readonly EngineEvent[];
  readonly failed: boolean;
}

/** What the events of one preview are about. */
interface Subject {
  readonly policy: Policy;
  readonly enforcer: Enforcer;
  readonly facts: ServiceFacts;
  /** The target, for messages. */
  readonly name: string;
  readonly describe: DescribeOptions;
}

/** From this number of clients on, one address for all of them means a proxy. */
const CLIENTS_OF_PROXY = 10;

/**
 * Tells whom a policy would kill now, and checks its caps. Kills nothing. Where the sessions can't be listed it fails if a guard needs
 * them, and else warns; a policy that observes never fails.
 *
 * @throws Error of an adapter for a wrong configuration, an instance that is gone, and an abort
 */
export async function previewPolicy(
  { policy, enforcer, statements }: PolicyPreviewOrder,
  source: SessionSource,
  ctx: EngineContext,
): Promise<PolicyPreview> {
  const { facts, name } = source;
  const describe = { ...(statements && { statements }), hostPort: facts.list?.hostPort };
  const subject: Subject = { policy, enforcer, facts, name, describe };
  // The vendor's task knows no tools: its victims are shown as they would die.
  const judge = compilePolicy(enforcer === "vendor" ? { ...policy, protect_tools: false } : policy, facts);
  let listing: Listing;
  try {
    listing = await lookAt(source, ctx.clock, ctx.signal);
  } catch (error) {
    const fault = ctx.classify(error);
    if (!fault || (isFinal(fault) && !fault.permission)) throw error;
    return finish([listFailed(subject, fault)]);
  }
  const judgement = judge(listing.sessions, { now: ctx.clock.date() });
  const capped = capExceeded(subject, judgement);
  if (capped) return finish([capped], judgement);
  return finish(
    [
      ...incomplete(subject, listing),
      ...toolAtRisk(subject, listing.sessions, ctx.clock.date()),
      ...oneHost(subject, listing.sessions),
      preview(subject, listing, judgement),
    ],
    judgement,
  );
}

function finish(events: readonly EngineEvent[], judgement?: Judgement): PolicyPreview {
  const failed = events.some(({ severity }) => severity === "error");
  return { ...(judgement && { judgement }), events, failed };
}

/** A policy's caps and exceptions can only be proven by a list. */
function isGuarded({ policy }: Subject): boolean {
  return policy.max_kills !== null || policy.exclude !== null || policy.protected_users.length > 0;
}

function severityOf(subject: Subject): EngineEvent["severity"] {
  return isGuarded(subject) && subject.policy.mode === "enforce" ? "error" : "warning";
}

function listFailed(subject: Subject, fault: Fault): EngineEvent {
  const severity = severityOf(subject);
  return {
    code: "DBKILL_KILL_LIST_FAILED",
    severity,
    summary: `The ${subject.facts.words.many} on ${subject.name} can't be listed`,
    detail: withFault(
      severity === "error"
        ? "max_kills, protected_users and exclude can't be proven without the list."
        : "The plan can't show whom the policy would kill.",
      fault,
    ),
    fault,
  };
}

function incomplete(subject: Subject, { complete, incomplete: why, sessions }: Listing): EngineEvent[] {
  if (complete) return [];
  return [
    {
      code: "DBKILL_LIST_INCOMPLETE",
      severity: severityOf(subject),
      summary: `${subject.name} ${why ? "may have" : "has"} more ${subject.facts.words.many} than the service lists`,
      detail: `${why ?? `The first ${sessions.length} were listed.`} The policy may choose more than the plan shows.`,
      facts: { listed: sessions.length },
    },
  ];
}

/** The cap of a policy that kills makes a larger match an error. */
function capExceeded(
  { policy, facts, name, describe }: Subject,
  { capped, spared }: Judgement,
): EngineEvent | undefined {
  if (capped?.field !== "max_kills" || policy.mode === "observe") return undefined;
  const victims = spared.filter(({ reason }) => reason === "capped").map(({ session }) => session);
  return {
    code: "DBKILL_MAX_KILLS_EXCEEDED",
    severity: "error",
    path: ["max_kills"],
    summary: `Policy ${JSON.stringify(policy.name)} would kill ${countOf(capped.count, facts.words)} on ${name}, more than max_kills = ${capped.limit}`,
    detail: `Narrow match, or raise max_kills if all of them are meant.\n${describeSessions(victims, describe)}`,
    facts: { count: capped.count, maxKills: capped.limit },
  };
}

/** Sessions of tools that the vendor's task would kill. */
function toolAtRisk(
  { policy, enforcer, facts, name, describe }: Subject,
  sessions: readonly Session[],
  now: Date,
): EngineEvent[] {
  if (enforcer !== "vendor" || !policy.protect_tools) return [];
  const { spared } = compilePolicy(policy, facts)(sessions, { now });
  const tools = spared.filter(({ reason }) => reason === "tool");
  if (tools.length === 0) return [];
  return [
    {
      code: "DBKILL_POLICY_TOOL_AT_RISK",
      severity: "warning",
      path: ["protect_tools"],
      summary: `The vendor's task would kill ${[...new Set(tools.map(({ detail }) => detail))].join(" and ")} on ${name}`,
      detail: `The vendor does not know migration and backup tools, and a killed one can lose data. Set enforcement = "runner", which protects them, or narrow match.\n${describeSessions(
        tools.map(({ session }) => session),
        describe,
      )}`,
      facts: { sessions: tools.map(({ session }) => session.id), tools: tools.map(({ detail }) => detail) },
    },
  ];
}

/** Behind a proxy every client has the proxy's address. */
function oneHost({ policy, facts, name, describe }: Subject, sessions: readonly Session[]): EngineEvent[] {
  const tellsHosts =
    policy.match?.hosts ?? policy.exclude?.hosts ?? (policy.group_by === "host" || undefined);
  if (!tellsHosts) return [];
  const clients = sessions.filter(
    ({ user, host }) => host.trim() !== "" && !facts.systemUsers.has(user.trim()),
  );
  const addresses = new Set(clients.map(({ host }) => addressOf(host, describe.hostPort ?? "always")));
  if (clients.length < CLIENTS_OF_PROXY || addresses.size !== 1) return [];
  return [
    {
      code: "DBKILL_POLICY_ONE_HOST",
      severity: "warning",
      path: [policy.match?.hosts ? "match" : policy.exclude?.hosts ? "exclude" : "group_by"],
      summary: `All ${clients.length} clients of ${name} have one address`,
      detail: `${[...addresses][0]} may be a proxy, and hosts can't tell its clients apart. Choose them by other fields, such as users.`,
      facts: { host: [...addresses][0] },
    },
  ];
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

function preview(
  { policy, enforcer, facts, name, describe }: Subject,
  { sessions, complete }: Listing,
  { matched, victims, spared, capped }: Judgement,
): EngineEvent {
  const called = JSON.stringify(policy.name);
  const verb = policy.mode === "observe" ? "report" : "kill";
  const chosen = capped
    ? spared.filter(({ reason }) => reason === "capped").map(({ session }) => session)
    : victims;
  const counts = SPARED.flatMap(([reason, words]) => {
    const count = spared.filter((each) => each.reason === reason).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const listed = `${complete ? "" : "at least "}${countOf(sessions.length, facts.words)}`;
  const caps = [
    policy.max_kills !== null && `max_kills = ${policy.max_kills}`,
    policy.max_kills_per_hour !== null && `max_kills_per_hour = ${policy.max_kills_per_hour}`,
  ].filter(Boolean);
  return {
    code: "DBKILL_POLICY_PREVIEW",
    severity: "warning",
    summary:
      chosen.length === 0
        ? // One summary for all quiet policies: Terraform folds them.
          `No ${facts.words.one} would be ${verb === "kill" ? "killed" : "reported"} by a policy of this plan`
        : `Policy ${called} would ${verb} ${countOf(chosen.length, facts.words)} on ${name}`,
    detail: [
      `Policy ${called}: when the plan was made, ${matched.length} of ${listed} on ${name} matched${counts.length > 0 ? `: ${[`${chosen.length} to ${verb}`, ...counts].join(", ")}` : ""}. ${enforcer === "vendor" ? "The vendor's task" : "The runner"} goes on to ${verb} what matches later.${caps.length > 0 ? ` A pass is limited by ${caps.join(" and ")}.` : ""}`,
      describeSessions(chosen, describe),
    ]
      .filter((part) => part !== "")
      .join("\n"),
    facts: {
      target: name,
      count: chosen.length,
      matched: matched.length,
      victims: chosen.map(({ id }) => id),
      spared: Object.fromEntries(spared.map(({ session, reason }) => [session.id, reason])),
    },
  };
}
