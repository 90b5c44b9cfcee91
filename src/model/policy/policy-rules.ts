import type { ModelCode, Problem } from "../codes";
import type { ServiceFacts } from "../facts";
import { UNDECIDED, type Undecided } from "../filter";
import { hasBlankEnds } from "../filter-values";
import { checkSelection, type SelectionDraft, type SelectionOptions } from "../selection-rules";
import { vendorLimits } from "./enforcement";
import type { Policy, PolicyAction, PolicyCondition, PolicyWindow, Victims } from "./policy";
import { windowProblems } from "./window";

type Draft<T> = T | Undecided | null;

/** A policy before all of its values are known. `null` and absent mean the same. */
export interface PolicyDraft extends SelectionDraft {
  readonly name?: Draft<string>;
  readonly action?: Draft<string>;
  readonly victims?: Draft<string>;
  readonly group_by?: Draft<string>;
  readonly when?: Draft<{ readonly [K in keyof PolicyCondition]?: Draft<number> }>;
  readonly windows?: Draft<readonly Draft<{ readonly [K in keyof PolicyWindow]?: unknown }>[]>;
  readonly expires_at?: Draft<string>;
}

export interface PolicyOptions extends Omit<SelectionOptions, "choices" | "evaluatedBy"> {
  /** The date, by which a policy may have expired already. */
  readonly now: Date;
}

const ACTIONS: ReadonlySet<string> = new Set<PolicyAction>(["connection", "query"]);

/** The longest name of a policy, in characters: it is a label in metrics. */
const NAME_LENGTH = 128;

const asInHcl: (setting: string) => string = String;

/**
 * Everything that is wrong with a policy, as far as its values are known: the choice of sessions as `checkSelection` has it, then what
 * only policies have. What the target's vendor can't express is checked by {@link checkEnforcement} once all is known.
 */
export function checkPolicy(draft: PolicyDraft, options: PolicyOptions): Problem[] {
  return [
    ...checkName(draft.name),
    ...checkTarget(options.facts),
    ...checkSelection(draft, { ...options, evaluatedBy: "list", choices: ["match", "match_all"] }),
    ...checkAction(draft.action, options),
    ...checkGroup(draft, options),
    ...checkCondition(draft.when, options),
    ...checkWindows(draft.windows),
    ...checkExpiry(draft.expires_at, options),
  ];
}

/**
 * Requiring the vendor's task for settings that it can't express is an error, reported on those settings. So is an enforcer that
 * contradicts the requirement. A policy that Terraform gave to the vendor's task is not checked again: this version may know the task less well.
 */
export function checkEnforcement(policy: Policy, facts: ServiceFacts, say = asInHcl): Problem[] {
  const { enforcement, enforced_by } = policy;
  if (enforced_by !== null && enforcement !== "auto" && enforcement !== enforced_by) {
    return [
      problem(
        "DBKILL_POLICY_ENFORCER_CONTRADICTED",
        ["enforced_by"],
        `${say("enforced_by")} says ${enforced_by}, and ${say("enforcement")} says ${enforcement}`,
        `Terraform writes ${say("enforced_by")} from ${say("enforcement")}. Export the document from Terraform again, or remove ${say("enforced_by")}.`,
      ),
    ];
  }
  if (enforcement !== "vendor" || enforced_by !== null) return [];
  return vendorLimits(policy, facts).map(({ field, detail }) =>
    problem(
      "DBKILL_POLICY_NOT_EXPRESSIBLE",
      // The setting is a block named `window` where people write it.
      field.split(".").map((step) => (step === "windows" ? "window" : step)),
      `The vendor can't enforce this policy: ${detail}`,
      // No policy is without a target.
      `${field === "target" ? "Set" : `Remove ${say(field)}, or set`} ${say("enforcement")} to "auto" or "runner": the runner enforces every policy.`,
    ),
  );
}

/** What the policy's action is where none is given: to end the connection, where the target's kill can. */
export function defaultAction({ kill }: Pick<ServiceFacts, "kill">): PolicyAction {
  return kill?.ends ?? "connection";
}

function checkName(name: PolicyDraft["name"]): Problem[] {
  if (typeof name !== "string") return [];
  const isControl = /\p{C}/u.test(name);
  if (name !== "" && !hasBlankEnds(name) && !isControl && name.length <= NAME_LENGTH) return [];
  return [
    problem(
      "DBKILL_POLICY_NAME_INVALID",
      ["name"],
      `${JSON.stringify(name.slice(0, NAME_LENGTH))} is not a policy's name`,
      `It labels the policy in the audit and in metrics. Write 1 to ${NAME_LENGTH} printable characters without blanks at the ends.`,
    ),
  ];
}

function checkTarget(facts: ServiceFacts | undefined): Problem[] {
  if (!facts || facts.list) return [];
  return [
    problem(
      "DBKILL_POLICY_TARGET_UNLISTED",
      ["target", "service"],
      `${facts.title} can't list its ${facts.words.many}`,
      `A policy chooses ${facts.words.many} from a list, and this service only looks up ids that are known. Choose another target.`,
    ),
  ];
}

function checkAction(
  action: PolicyDraft["action"],
  { facts, spellSetting: say = asInHcl }: PolicyOptions,
): Problem[] {
  // Stryker disable next-line ConditionalExpression: an action that is not known yet is not in the list either
  if (typeof action !== "string" || !facts?.kill) return [];
  const { ends, scopes = [ends], api } = facts.kill;
  // An unknown action is reported by its own error.
  if (!ACTIONS.has(action) || scopes.some((scope) => scope === action)) return [];
  return [
    problem(
      "DBKILL_POLICY_ACTION_UNSUPPORTED",
      ["action"],
      `${api} can't end a ${action}`,
      `On this target a kill ends the ${scopes.join(" or the ")}. Set ${say("action")} to "${scopes.join('" or "')}", or leave it out.`,
    ),
  ];
}

function checkGroup(
  { victims, group_by }: PolicyDraft,
  { spellSetting: say = asInHcl }: PolicyOptions,
): Problem[] {
  const isAll = victims === null || victims === undefined || (victims as Victims) === "all";
  if (!isAll || group_by === null || group_by === undefined) return [];
  return [
    {
      ...problem(
        "DBKILL_POLICY_GROUP_UNUSED",
        ["group_by"],
        `${say("group_by")} has no effect`,
        `All sessions that match are killed, whatever their group. Set ${say("victims")} to "oldest", "newest" or "all_but_oldest", or remove ${say("group_by")}.`,
      ),
      severity: "warning",
    },
  ];
}

function checkCondition(
  when: PolicyDraft["when"],
  { spellSetting: say = asInHcl }: PolicyOptions,
): Problem[] {
  if (!when || when === UNDECIDED) return [];
  const isSet = (value: unknown) => value !== null && value !== undefined;
  if (isSet(when.active_sessions_at_least) || isSet(when.matching_at_least)) return [];
  return [
    problem(
      "DBKILL_POLICY_CONDITION_EMPTY",
      ["when"],
      `${say("when")} names no trouble to wait for`,
      `Set ${say("active_sessions_at_least")} or ${say("matching_at_least")}, or remove ${say("when")}.`,
    ),
  ];
}

function checkWindows(windows: PolicyDraft["windows"]): Problem[] {
  if (!Array.isArray(windows)) return [];
  return (windows as readonly Draft<object>[]).flatMap((window, index) => {
    if (!window || window === UNDECIDED) return [];
    return windowProblems(window).map(({ field, reason }) =>
      problem(
        "DBKILL_POLICY_WINDOW_INVALID",
        ["window", String(index), field],
        `A window's ${field} can't be used`,
        `${reason} The policy would never kill as meant.`,
      ),
    );
  });
}

function checkExpiry(
  expiresAt: PolicyDraft["expires_at"],
  { now, spellSetting: say = asInHcl }: PolicyOptions,
): Problem[] {
  if (typeof expiresAt !== "string") return [];
  const name = say("expires_at");
  if (!isRfc3339(expiresAt)) {
    return [
      problem(
        "DBKILL_POLICY_EXPIRY_INVALID",
        ["expires_at"],
        `${JSON.stringify(expiresAt)} is not a date with a time`,
        `Write ${name} as RFC 3339 has it, such as 2027-01-31T18:00:00Z.`,
      ),
    ];
  }
  if (Date.parse(expiresAt) > now.getTime()) return [];
  return [
    {
      ...problem(
        "DBKILL_POLICY_EXPIRED",
        ["expires_at"],
        `The policy expired at ${expiresAt}`,
        `It kills nothing any more. Set a later ${name}, or remove the policy.`,
      ),
      severity: "warning",
    },
  ];
}

/** Whether a text is a date with a time and a zone, as RFC 3339 has it. */
export function isRfc3339(text: string): boolean {
  return RFC3339.exec(text)?.[0] === text && !Number.isNaN(Date.parse(text));
}

const RFC3339 = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/i;

function problem(code: ModelCode, path: readonly string[], summary: string, detail: string): Problem {
  return { code, severity: "error", path, summary, detail };
}
