import {
  checkEnforcement,
  checkPolicy,
  defaultAction,
  type SessionFilter as Filter,
  type Policy,
  type PolicyDraft,
  type ServiceFacts,
  UNDECIDED,
  UNSET_POLICY,
} from "../model";
import { factsOf } from "../vendors/facts";
import { type ConstructProblem, fromModel } from "./errors";
import type { KillTarget } from "./kill-target";
import type { AutoKillPolicySettings } from "./policy-settings";
import type { SessionFilter } from "./session-filter";
import { selectionDraft } from "./session-selection";
import { spell } from "./spelling";
import { decide } from "./tokens";

/** What a policy says, as its construct was given it: times as texts. */
export type GivenPolicy = Omit<AutoKillPolicySettings, "expiresAt"> & {
  readonly target: KillTarget;
  readonly expiresAt?: string;
};

/** What is wrong with a policy by the rules of the model, as far as it is known at synth. */
export function policyProblems(given: GivenPolicy): ConstructProblem[] {
  const facts = factsOf(given.target.service);
  const policy = knownPolicy(given);
  const problems = checkPolicy(draftOf(given), {
    facts,
    now: new Date(),
    spell,
    spellSetting: spell,
  });
  return [
    ...problems.filter(({ severity }) => severity === "error").map((problem) => fromModel(problem, spell)),
    ...(policy ? enforcementProblems(policy, facts) : []),
  ];
}

function enforcementProblems(policy: Policy, facts: ServiceFacts): ConstructProblem[] {
  return checkEnforcement(policy, facts, spell).map((problem) => {
    // What the vendor's task has no word for is said in the words of HCL.
    const setting = problem.path.at(-1)!;
    const summary = problem.summary.replaceAll(setting, spell(setting));
    return fromModel({ ...problem, summary }, spell);
  });
}

function draftOf(given: GivenPolicy): PolicyDraft {
  const { when, windows, name, action, victims, groupBy, expiresAt } = given;
  const draft = {
    ...selectionDraft(given),
    name: decide(name),
    action: decide(action),
    victims: decide(victims),
    group_by: decide(groupBy),
    when: when && conditionOf(when),
    windows: windows?.map((window) => {
      const { days, start, end, timeZone } = window.props;
      return { days: decide(days), start: decide(start), end: decide(end), time_zone: decide(timeZone) };
    }),
    expires_at: decide(expiresAt),
  };
  return draft as PolicyDraft;
}

function conditionOf(when: NonNullable<AutoKillPolicySettings["when"]>) {
  return {
    active_sessions_at_least: decide(when.activeSessionsAtLeast) ?? null,
    matching_at_least: decide(when.matchingAtLeast) ?? null,
    for_seconds: decide(when.for?.toSeconds()) ?? null,
  };
}

/** The policy in the words of the model; undefined where only Terraform knows something of it, besides its database. */
export function knownPolicy(given: GivenPolicy): Policy | undefined {
  const { target, filter, exclude } = given;
  const draft = draftOf(given);
  const policy = {
    ...UNSET_POLICY,
    target: { service: target.service, instance_id: target.instanceId },
    match: knownFilter(filter),
    exclude: exclude ? knownFilter(exclude) : null,
    name: draft.name,
    protected_users: draft.protected_users ?? [],
    protect_tools: decide(given.protectTools) ?? UNSET_POLICY.protect_tools,
    action: draft.action ?? defaultAction(factsOf(target.service)),
    victims: draft.victims ?? UNSET_POLICY.victims,
    group_by: draft.group_by ?? null,
    max_kills: decide(given.maxKills) ?? null,
    max_kills_per_hour: decide(given.maxKillsPerHour) ?? null,
    when: draft.when ?? null,
    mode: decide(given.mode) ?? UNSET_POLICY.mode,
    enforcement: decide(given.enforcement) ?? UNSET_POLICY.enforcement,
    windows: draft.windows ?? [],
    enabled: decide(given.enabled) ?? UNSET_POLICY.enabled,
    expires_at: draft.expires_at ?? null,
  };
  return isUndecided(policy) ? undefined : (policy as unknown as Policy);
}

/** A filter without the fields that are not set, as the model's functions take it. */
function knownFilter(filter: SessionFilter): Filter | null {
  const draft = filter.toDraft();
  if (!draft) return null;
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as Filter;
}

function isUndecided(value: unknown): boolean {
  if (value === UNDECIDED) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isUndecided);
}
