import * as v from "valibot";
import { TARGET_SETTINGS, type TargetSetting } from "../facts";
import { FIELD_KINDS, type FieldKind, type FilterField } from "../filter";
import { MAX_SECONDS } from "../filter-values";
import { DOCUMENT_VERSION } from "./document";
import {
  DAYS,
  ENFORCEMENTS,
  ENFORCERS,
  GROUPS,
  POLICY_ACTIONS,
  POLICY_DEFAULTS,
  POLICY_MODES,
  VICTIMS,
} from "./policy";

/**
 * The structure of a policy document, in the words of `dbkill_auto_kill_policy`: the reader of documents and the published JSON
 * schema are both made from it. What a value must be beyond its kind and range, the rules of the model check. The message of a kind
 * says what is wanted; that of an object lists its fields.
 */

/** What the services bring to it. */
export interface DocumentWords {
  /** The names of the services that a target can be of. */
  readonly services: readonly string[];
  /** The values of the settings of a target that have a fixed list. */
  readonly settings: Readonly<Partial<Record<TargetSetting, readonly string[]>>>;
}

/** The form of the document that these services have. */
export function documentSchema(words: DocumentWords) {
  return shape({
    $schema: v.exactOptional(told(text, "Where an editor finds this schema. dbkill does not read it.")),
    version: told(v.literal(DOCUMENT_VERSION, `${DOCUMENT_VERSION}`), "The version of this form."),
    policies: told(v.array(policySchema(words), "a list of policies"), "The policies, in any order."),
  });
}

/** The form of one policy. Its output has the defaults that need no service. */
export function policySchema({ services, settings }: DocumentWords) {
  const setting = (name: TargetSetting) =>
    v.exactOptional(told(settings[name] ? word(settings[name]) : text, SETTINGS[name]));
  const target = shape({
    service: told(word(services), "The service."),
    instance_id: told(
      text,
      "Id of the database instance; for ClickHouse of the cluster; for a MySQL server itself host:port.",
    ),
    ...(Object.fromEntries(TARGET_SETTINGS.map((name) => [name, setting(name)])) as {
      [S in TargetSetting]: ReturnType<typeof setting>;
    }),
    region: v.exactOptional(
      told(text, "Region of the instance. Default: that of the environment. A MySQL server itself has none."),
    ),
  });
  const { protect_tools, victims, mode, enforcement, enabled, priority } = POLICY_DEFAULTS;
  return shape({
    name: told(
      text,
      "Names the policy in the audit and in metrics, in 1 to 128 characters. Unique among the policies of a target.",
    ),
    target: told(target, "The database."),
    match: v.exactOptional(
      told(filter, "Which sessions must not live. Fields are ANDed, the values within one field ORed."),
    ),
    match_all: v.exactOptional(
      told(
        flag,
        "true stands in the place of match, and means every session but those of the system, protected_users and exclude.",
      ),
    ),
    exclude: v.exactOptional(
      told(filter, "Sessions that are never killed, whatever match says. Each value excludes by itself."),
    ),
    protected_users: v.optional(
      told(texts, "Users whose sessions no policy of this target kills, besides the system's own accounts."),
      () => [],
    ),
    protect_tools: v.optional(
      told(flag, "Whether sessions of migration and backup tools are protected."),
      protect_tools,
    ),
    action: v.exactOptional(
      told(
        word(POLICY_ACTIONS),
        "What a kill ends. Default: connection where the target's kill can end one, else query.",
      ),
    ),
    victims: v.optional(
      told(
        word(VICTIMS),
        "Which of the sessions that match are killed, within each group. The oldest has been in its state for the longest time.",
      ),
      victims,
    ),
    group_by: v.exactOptional(
      told(
        word(GROUPS),
        "What makes a group for victims. fingerprint: statements that differ only in their values. Default: all are one group.",
      ),
    ),
    max_kills: v.exactOptional(
      told(whole(0), "A pass that would kill more sessions kills none. Default: no limit."),
    ),
    max_kills_per_hour: v.exactOptional(
      told(whole(0), "A pass that would make it more kills within an hour kills none. Default: no limit."),
    ),
    when: v.exactOptional(told(condition, "The policy kills only while all of this holds. Default: always.")),
    mode: v.optional(told(word(POLICY_MODES), "observe reports and never kills."), mode),
    enforcement: v.optional(
      told(
        word(ENFORCEMENTS),
        "Who is to enforce it. auto: the vendor's task where it means exactly the same, else the runner.",
      ),
      enforcement,
    ),
    enforced_by: v.exactOptional(
      told(
        word(ENFORCERS),
        "Who enforces the policy. Terraform decides and writes this; runners follow it. Default: the runner decides by enforcement.",
      ),
    ),
    windows: v.optional(
      told(
        v.array(window, "a list of windows"),
        "It kills only while one of them is open. Default: always, as with an empty list.",
      ),
      () => [],
    ),
    enabled: v.optional(told(flag, "false: nobody enforces it."), enabled),
    expires_at: v.exactOptional(told(text, "From this time on it kills nothing: RFC 3339. Default: never.")),
    priority: v.optional(
      told(
        whole(Number.MIN_SAFE_INTEGER),
        "Of two policies that choose one session, that with the higher number acts; of equal ones the first by name.",
      ),
      priority,
    ),
    reason: v.exactOptional(told(text, "Why it exists; goes into the audit.")),
  });
}

const text = v.string("a text");
const texts = v.array(text, "a list of texts");
const flag = v.boolean("true or false");

/** A whole number in a range. */
function whole(least: number, most: number = Number.MAX_SAFE_INTEGER) {
  const wanted =
    least === Number.MIN_SAFE_INTEGER
      ? "a whole number"
      : `a whole number${most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`}`;
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(least, wanted), v.maxValue(most, wanted));
}

/** One of these words. */
function word<const W extends string>(words: readonly W[]) {
  return v.picklist(words, words.map((each) => JSON.stringify(each)).join(" or "));
}

/** An object with these fields and no others. */
function shape<E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries, Object.keys(entries).join(", "));
}

function told<S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description));
}

const KINDS = {
  texts,
  string: text,
  number: whole(1, MAX_SECONDS),
  boolean: flag,
} as const satisfies Record<FieldKind, v.GenericSchema>;

const FILTER: Readonly<Record<FilterField, string>> = {
  users: "Exact user names.",
  hosts: "Client addresses, with % as wildcard. The port is ignored.",
  databases: "Exact names of default databases.",
  commands: "Process-list commands, in any case, such as Query or Sleep.",
  states: "Exact session states.",
  info_prefix: "The statement starts with this text.",
  info_keywords: "The statement holds all of these texts, in this order.",
  info_regex: "RE2 pattern that occurs in the statement.",
  ignore_comments: "SQL comments are taken out of the statement before it is compared. Default: false.",
  min_duration_seconds: "At least this many whole seconds in the current state.",
  min_transaction_seconds: "Its transaction has been open for at least this many whole seconds.",
};

const filter = shape(
  Object.fromEntries(
    Object.entries(FILTER).map(([field, description]) => [
      field,
      v.exactOptional(told(KINDS[FIELD_KINDS[field as FilterField]] as v.GenericSchema, description)),
    ]),
  ),
);

const condition = shape({
  active_sessions_at_least: v.exactOptional(
    told(whole(1), "At least this many sessions of clients run something."),
  ),
  matching_at_least: v.exactOptional(told(whole(1), "At least this many sessions match.")),
  for_seconds: v.exactOptional(
    told(whole(0, MAX_SECONDS), "The rest has held for this long without a break. Default: 0."),
  ),
});

const window = shape({
  days: v.exactOptional(
    told(v.array(text, "a list of days"), `Days on which it opens: ${DAYS.join(", ")}. Default: every day.`),
  ),
  start: told(text, "HH:MM, from 00:00 to 23:59."),
  end: told(text, "HH:MM, up to 24:00; closed from this minute on. Not after start: on the next day."),
  time_zone: told(text, "IANA name, such as Europe/Berlin."),
});

const SETTINGS: Readonly<Record<TargetSetting, string>> = {
  product: "DBbrain: the product. Default: mysql.",
  tenant_id: "OceanBase: the tenant. Required there.",
  edition: "ClickHouse: the edition. Default: community.",
  computing_group_id:
    "ClickHouse, enterprise edition: one computing group of the cluster. Default: all of them.",
};
