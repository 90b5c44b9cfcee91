import {
  checkFilter,
  checkPolicy,
  FIELD_KINDS,
  FILTER_FIELDS,
  type FilterDraft,
  type FilterField,
  POLICY_ACTIONS,
  type Policy,
  type ServiceFacts,
  UNSET_POLICY,
  VICTIMS,
  vendorLimits,
} from "../../src/model";
import { SERVICE_FACTS } from "../../src/vendors/facts";

const SERVICES: readonly ServiceFacts[] = Object.values<ServiceFacts>(SERVICE_FACTS);
const WITH_TASKS = SERVICES.filter(({ task }) => task !== undefined);
const WITH_LISTS = SERVICES.filter(({ list }) => list !== undefined);

/** A setting of a policy as the reader writes it, and what it changes in a policy that every vendor's task can express. */
interface Trial {
  readonly setting: string;
  readonly policy: Partial<Policy>;
}

/** Every setting but `name`, `target`, `match` and what Terraform decides, each with the values that may decide who enforces the policy. */
const TRIALS: Readonly<
  Record<Exclude<keyof Policy, "name" | "target" | "match" | "enforced_by">, readonly Trial[]>
> = {
  exclude: [{ setting: "`exclude`", policy: { exclude: { users: ["etl"] } } }],
  protected_users: [
    {
      setting: "`protected_users`, none of them in `match.users`",
      policy: { protected_users: ["etl"] },
    },
    { setting: "`protected_users`, one of them in `match.users`", policy: { protected_users: ["report"] } },
    {
      setting: "`protected_users`, `match` without `users`",
      policy: { protected_users: ["etl"], match: { databases: ["shop"] } },
    },
  ],
  protect_tools: [true, false].map((protect_tools) => ({
    setting: `\`protect_tools = ${protect_tools}\``,
    policy: { protect_tools },
  })),
  action: POLICY_ACTIONS.map((action) => ({ setting: `\`action = "${action}"\``, policy: { action } })),
  victims: VICTIMS.map((victims) => ({ setting: `\`victims = "${victims}"\``, policy: { victims } })),
  group_by: [{ setting: "`group_by`, without `victims`", policy: { group_by: "user" } }],
  max_kills: [{ setting: "`max_kills`", policy: { max_kills: 5 } }],
  max_kills_per_hour: [{ setting: "`max_kills_per_hour`", policy: { max_kills_per_hour: 5 } }],
  when: [
    {
      setting: "`when`",
      policy: { when: { active_sessions_at_least: 200, matching_at_least: null, for_seconds: null } },
    },
  ],
  mode: [{ setting: '`mode = "observe"`', policy: { mode: "observe" } }],
  enforcement: [{ setting: '`enforcement = "runner"`', policy: { enforcement: "runner" } }],
  windows: [
    {
      setting: "`window`",
      policy: { windows: [{ days: [], start: "08:00", end: "20:00", time_zone: "UTC" }] },
    },
  ],
  // Nobody enforces a policy that is not enabled.
  enabled: [],
  expires_at: [{ setting: "`expires_at`", policy: { expires_at: "2100-01-01T00:00:00Z" } }],
  priority: [{ setting: "`priority`", policy: { priority: 1 } }],
  reason: [{ setting: "`reason`", policy: { reason: "Reports lock the order tables." } }],
};

/** Values by which each field can be tried. A statement field is needed beside `ignore_comments`, which chooses nothing by itself. */
const VALUES: Readonly<Record<(typeof FIELD_KINDS)[FilterField], FilterDraft[FilterField]>> = {
  texts: ["x"],
  string: "x",
  number: 60,
  boolean: true,
};

/** `docs/guides/fields.md`: what of a filter and of a policy runs where, from the facts and rules that decide it. */
export function fieldsPage(): string {
  return `${[
    '---\npage_title: "Which fields run where"\nsubcategory: "Policies"\ndescription: |-\n  What each service\'s list and kill task know of a filter, and which settings of a policy need the runner.\n---',
    "<!-- Generated from the facts of the services by `npm run docs`. Do not edit. -->",
    "# Which fields run where",
    "A field that a service does not know is an error at synth and at plan, on the attribute it is about. dbkill drops nothing silently.",
    "## What a list tells",
    "dbkill itself evaluates `match` and `exclude` on the service's list of sessions: for a `*_session_kill`, a `dbkill_session_drain`, `dbkill_sessions`, and the plan of a policy. A field that the list does not tell would match nothing.",
    table(
      ["field", ...WITH_LISTS.map(({ title }) => title)],
      FILTER_FIELDS.map((field) => [
        `\`${field}\``,
        ...WITH_LISTS.map((facts) => (isListed(field, facts) ? "yes" : "no")),
      ]),
    ),
    `${titles(SERVICES.filter(({ list }) => !list))} has no list: statements are cancelled by id.`,
    ...WITH_LISTS.filter(({ list }) => list!.unlistedSeconds > 0).map(
      ({ title, words, list }) =>
        `${title} lists ${words.many} once they have run for ${list!.unlistedSeconds} s. Younger ones are never chosen.`,
    ),
    "## What a vendor's kill task takes",
    "`one` is one value, `many` is a list. A kill task with more than that is an error. A policy with more is for the runner, where the list tells the field.",
    table(
      ["field", ...WITH_TASKS.map(({ title }) => title)],
      FILTER_FIELDS.map((field) => [
        `\`${field}\``,
        ...WITH_TASKS.map(({ task }) => task!.fields[field].replace("none", "–")),
      ]),
    ),
    [
      ...WITH_TASKS.flatMap(taskNotes),
      `- ${titles(SERVICES.filter(({ task }) => !task))} have no kill tasks.`,
    ].join("\n"),
    "## What a kill ends",
    table(
      ["service", "a kill ends", "ids in one call", "kill tasks at a time", "tasks can be listed"],
      SERVICES.map(({ title, kill, task }) => [
        title,
        kill ? (kill.scopes ?? [kill.ends]).map((scope) => `the ${scope}`).join(" or ") : "–",
        kill ? String(kill.maxIdsPerCall) : "–",
        task ? `${task.maxRunning}` : "none",
        task ? (task.listed ? "yes" : "no") : "–",
      ]),
    ),
    "`action` of a policy and `kill` of a `dbkill_mysql_session_kill` choose where there are two. Elsewhere the other one is an error.",
    "## Which settings of a policy need the runner",
    "This is who enforces a policy whose `match` the vendor's task takes, as above, with one more setting. One setting that needs the runner is enough.",
    table(
      ["setting", ...WITH_TASKS.map(({ title }) => title)],
      Object.values(TRIALS)
        .flat()
        .map(({ setting, policy }) => [setting, ...WITH_TASKS.map((facts) => verdict(policy, facts))]),
    ),
    `\`match_all = true\` is for ${verdictOfAll()}. On ${titles(WITH_LISTS.filter(({ task }) => !task))} every policy is for the runner. ${titles(SERVICES.filter(({ list }) => !list))} can't be a policy's target.`,
    "[Auto-kill policies](auto-kill-policies.md) says what each setting does.",
  ].join("\n\n")}\n`;
}

function taskNotes({ title, task }: ServiceFacts): string[] {
  const { exclusive, separators } = task!;
  return [
    ...exclusive.map(([one, other]) => `- ${title} takes \`${one}\` or \`${other}\`, not both.`),
    ...Object.entries(separators).map(
      ([field, text]) =>
        `- ${title}: a value of \`${field}\` can't hold \`${text}\`, which joins the values.`,
    ),
  ];
}

function isListed(field: FilterField, facts: ServiceFacts): boolean {
  const problems = checkFilter({ [field]: VALUES[FIELD_KINDS[field]] }, { facts, evaluatedBy: "list" });
  return !problems.some(({ code }) => code === "DBKILL_FILTER_NOT_LISTED");
}

/** A policy that the task of every service that has one can express, but for these settings. */
function policyWith(settings: Partial<Policy>, { service, kill }: ServiceFacts): Policy {
  return {
    ...UNSET_POLICY,
    name: "policy",
    target: { service, instance_id: "instance" },
    match: { users: ["report"] },
    action: kill?.ends ?? "connection",
    ...settings,
  };
}

function verdict(settings: Partial<Policy>, facts: ServiceFacts): string {
  const policy = policyWith(settings, facts);
  const problems = checkPolicy(
    { ...policy, match_all: policy.match === null },
    { facts, now: new Date("2000-01-01T00:00:00Z") },
  );
  if (problems.some(({ severity }) => severity === "error")) return "an error";
  return vendorLimits(policy, facts).length === 0 ? "vendor" : "runner";
}

/** @throws Error where services differ: the page then needs a row */
function verdictOfAll(): string {
  const [one, ...others] = new Set(WITH_TASKS.map((facts) => verdict({ match: null }, facts)));
  if (one === undefined || others.length > 0) throw new Error("The services differ in match_all");
  return one === "vendor" ? "the vendor's task" : "the runner";
}

function titles(services: readonly ServiceFacts[]): string {
  const names = services.map(({ title }) => title);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}
