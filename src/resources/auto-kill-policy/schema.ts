import { attr, block, type Desired, type Planned, type State, schema, validate } from "../../framework";
import {
  DAYS,
  ENFORCEMENTS,
  GROUPS,
  MAX_SECONDS,
  POLICY_ACTIONS,
  POLICY_DEFAULTS,
  POLICY_MODES,
  VICTIMS,
} from "../../model";
import { excludeBlock, matchBlock, targetBlock } from "../blocks";
import { LISTABLE } from "../target";

/** `one`, `two` or `three`, for descriptions. */
const oneOf = (values: readonly string[]) => values.map((value) => `\`${value}\``).join(", ");

export const autoKillPolicySchema = schema({
  description: `The rule that keeps a database alive: sessions like these must not live on it. The same words on every service and on a MySQL server itself.

The vendor's own kill task enforces the policy if it has exactly the same effect. Otherwise the policy is a document for dbkill's runner. \`enforced_by\` says which of the two, and \`enforced_by_reason\` why. A plan to create or change a policy shows which sessions it would kill at that moment.`,
  attributes: {
    id: attr.string("computed", { description: "`<service>/<instance_id>/<name>`." }),
    name: attr.string("required", {
      description: "Names the policy in the audit and in metrics. Unique among the policies of a target.",
    }),
    target: targetBlock(LISTABLE),
    region: attr.string("computed", {
      description: "The region in force: that of `target`, else the provider's. Null for a server itself.",
    }),
    match: matchBlock("Which sessions must not live."),
    match_all: attr.bool("optional", {
      description: "`true` means **every** session but those of the system, `protected_users` and `exclude`.",
    }),
    exclude: excludeBlock(),
    protected_users: attr.set("string", "optional", {
      description:
        "Users whose sessions no policy of this target kills in the runner, besides the system's own accounts, which are always protected.",
    }),
    protect_tools: attr.bool("defaulted", {
      description:
        "Whether sessions of migration and backup tools are protected: gh-ost, pt-online-schema-change, mysqldump, mydumper, XtraBackup and their like, by marks in their statements. A vendor's task does not know them: a plan warns where it would hit one.",
      default: POLICY_DEFAULTS.protect_tools,
    }),
    action: attr.string("optional", {
      description: `What a kill ends: ${oneOf(POLICY_ACTIONS)}. Default: \`connection\` where the target's kill can end one.`,
      validators: [validate.oneOf([...POLICY_ACTIONS])],
    }),
    victims: attr.string("defaulted", {
      description: `Which of the sessions that match are killed, within each group: ${oneOf(VICTIMS)}. The oldest has been in its state for the longest time.`,
      default: POLICY_DEFAULTS.victims,
      validators: [validate.oneOf([...VICTIMS])],
    }),
    group_by: attr.string("optional", {
      description: `What makes a group for \`victims\`: ${oneOf(GROUPS)}. \`fingerprint\`: statements that differ only in their values. Default: all are one group.`,
      validators: [validate.oneOf([...GROUPS])],
    }),
    max_kills: attr.integer("optional", {
      description:
        "A pass that would kill more sessions kills none, and a plan fails where more match at that moment. Default: no limit.",
      validators: [validate.atLeast(0)],
    }),
    max_kills_per_hour: attr.integer("optional", {
      description: "A pass that would make it more kills within an hour kills none. Default: no limit.",
      validators: [validate.atLeast(0)],
    }),
    when: block.single(
      {
        active_sessions_at_least: attr.integer("optional", {
          description: "At least this many sessions of clients run something.",
          validators: [validate.atLeast(1)],
        }),
        matching_at_least: attr.integer("optional", {
          description: "At least this many sessions match.",
          validators: [validate.atLeast(1)],
        }),
        for_seconds: attr.integer("optional", {
          description: "The rest has held for this long without a break. Default: 0.",
          validators: [validate.between(0, MAX_SECONDS)],
        }),
      },
      {
        description:
          "The policy kills only while the database is in trouble: all that is set must hold. Default: always.",
      },
    ),
    mode: attr.string("defaulted", {
      description: `${oneOf(POLICY_MODES)}: \`observe\` reports and never kills.`,
      default: POLICY_DEFAULTS.mode,
      validators: [validate.oneOf([...POLICY_MODES])],
    }),
    enforcement: attr.string("defaulted", {
      description: `Who is to enforce it: ${oneOf(ENFORCEMENTS)}. \`auto\` takes the vendor's task where it means exactly the same, else the runner. With \`vendor\`, what its task can't express is an error.`,
      default: POLICY_DEFAULTS.enforcement,
      validators: [validate.oneOf([...ENFORCEMENTS])],
    }),
    window: block.list(
      {
        days: attr.set("string", "optional", {
          description: `Days on which it opens: ${oneOf(DAYS)}. Default: every day.`,
        }),
        start: attr.string("required", { description: "`HH:MM`, from `00:00` to `23:59`." }),
        end: attr.string("required", {
          description:
            "`HH:MM`, up to `24:00`; closed from this minute on. Not after `start`: on the next day.",
        }),
        time_zone: attr.string("required", { description: "IANA name, such as `Europe/Berlin`." }),
      },
      {
        description:
          "When it may kill, by the clock of a time zone. The policy rests while none of its windows is open. Default: always.",
      },
    ),
    enabled: attr.bool("defaulted", {
      description: "`false`: the policy stays declared, and nobody enforces it.",
      default: POLICY_DEFAULTS.enabled,
    }),
    expires_at: attr.string("optional", {
      description: "From this time on it kills nothing (RFC 3339). Default: never.",
    }),
    priority: attr.integer("defaulted", {
      description:
        "Of two policies in the runner that choose one session, that with the higher number acts; of equal ones the first by name.",
      default: POLICY_DEFAULTS.priority,
    }),
    reason: attr.string("optional", { description: "Why it exists; goes into the audit." }),
    on_conflict: attr.string("defaulted", {
      description:
        "Where a task that this state does not know holds the only place that the vendor has: `error`, or `replace` it.",
      default: "error",
      validators: [validate.oneOf(["error", "replace"])],
    }),
    enforced_by: attr.string("computed", {
      description: "`vendor`: by its own kill task; `runner`: by `dbkill enforce`.",
    }),
    enforced_by_reason: attr.string("computed", {
      description: "What the vendor's task can't express; null where it enforces the policy.",
    }),
    task_id: attr.string("computed", {
      description:
        "The vendor's number of the task; null where there is none, or where the service gives none.",
    }),
    project_id: attr.string("computed", {
      description: "The project in which the task was started, where the service has them.",
    }),
    status: attr.string("computed", {
      description:
        "`enforced`: the vendor's task runs, or the runner at `runner_url` confirms that it enforces this revision; `observing` and `outside_window`: as the runner confirms; `pending`: for the runner, and none has confirmed it; `stopped`: the vendor's task ended before it should; `expired`; `disabled`.",
    }),
    started_at: attr.string("computed", {
      description: "When the vendor's task was started (RFC 3339, UTC).",
    }),
    ends_at: attr.string("computed", {
      description: "When the vendor's task ends (RFC 3339, UTC); null: when it is destroyed.",
    }),
    pending_start: attr.string("computed", {
      description: "What is known of a request whose effect is not known yet (JSON); null otherwise.",
    }),
    document: attr.string("computed", {
      description:
        "A policy document with this policy, as canonical JSON: what the runner reads. Its schema is `docs/schemas/policy-document.schema.json`.",
    }),
    document_hash: attr.string("computed", { description: "SHA-256 of `document`: names the revision." }),
    timeouts: block.timeouts({ create: "5m", update: "5m", delete: "5m" }),
  },
});

export type PolicySchema = typeof autoKillPolicySchema;
export type PolicyState = State<PolicySchema>;
export type PolicyPlan = Planned<PolicySchema>;
export type PolicyDesired = Desired<PolicySchema>;
