import { attr, block, isUnknown, type Unknown, validate } from "../framework";
import {
  FILTER_FIELDS,
  type FilterDraft,
  type SelectionDraft,
  type ServiceFacts,
  type SessionFilter,
  type Target,
  UNDECIDED,
} from "../model";
import { CLICKHOUSE_EDITIONS } from "../vendors/alibaba/clickhouse/facts";
import { DBBRAIN_PRODUCTS } from "../vendors/tencent/dbbrain/facts";

/**
 * The blocks that types share. What a user writes is a block, never a nested attribute: Terraform refuses a misspelt name in a
 * block, and drops it silently in an attribute, which would make the filter wider.
 */

function filterAttributes() {
  return {
    users: attr.set("string", "optional", { description: "Exact user names." }),
    hosts: attr.set("string", "optional", {
      description: "Client addresses, with `%` as wildcard. The port is ignored.",
    }),
    databases: attr.set("string", "optional", { description: "Exact names of default databases." }),
    commands: attr.set("string", "optional", {
      description: "Process-list commands, in any case, such as `Query` or `Sleep`.",
    }),
    states: attr.set("string", "optional", { description: "Exact session states." }),
    info_prefix: attr.string("optional", { description: "The statement starts with this text." }),
    info_keywords: attr.list("string", "optional", {
      description: "The statement holds all of these texts, in this order.",
    }),
    info_regex: attr.string("optional", { description: "RE2 pattern that occurs in the statement." }),
    ignore_comments: attr.bool("optional", {
      description: "Take SQL comments out of the statement before it is compared. Default `false`.",
    }),
    min_duration_seconds: attr.number("optional", {
      description: "At least this many whole seconds in the current state.",
    }),
    min_transaction_seconds: attr.number("optional", {
      description: "Its transaction has been open for at least this many whole seconds.",
    }),
  };
}

/** The block `match`: which sessions are meant. */
export function matchBlock(description: string) {
  return block.single(filterAttributes(), {
    description: `${description} Fields are ANDed, the values within one field are ORed.`,
  });
}

/** The block `exclude`: sessions that are never killed, whatever `match` says. */
export function excludeBlock() {
  return block.single(filterAttributes(), {
    description:
      "Sessions that are never killed, whatever `match` says: `exclude` wins. The same fields as `match`, ANDed, the values within one field ORed: each keyword excludes by itself.",
  });
}

/** A filter block as the framework hands it over: null for what is not set, unknown anywhere. */
export type FilterValue = { readonly [F in keyof SessionFilter]-?: unknown };

/** A block as the rules of the model read it: unknowns are undecided, nulls absent. */
export function toDraft(value: FilterValue | Unknown | null): FilterDraft | typeof UNDECIDED | null {
  if (value === null) return null;
  if (isUnknown(value)) return UNDECIDED;
  const draft: Record<string, unknown> = {};
  for (const field of FILTER_FIELDS) {
    const item = value[field];
    if (item === null || item === undefined) continue;
    draft[field] = Array.isArray(item) ? item.map(decided) : decided(item);
  }
  return draft as FilterDraft;
}

/** What a kill task's configuration chooses, as the rules of the model read it. */
export function toTaskDraft(config: {
  readonly match: unknown;
  readonly match_all: unknown;
}): SelectionDraft {
  return {
    match: toDraft(config.match as FilterValue | Unknown | null),
    match_all: isUnknown(config.match_all) ? UNDECIDED : (config.match_all as boolean | null),
  };
}

/** A null in a list is for the framework to refuse. */
function decided(value: unknown): unknown {
  return isUnknown(value) || value === null ? UNDECIDED : value;
}

/** A block as a filter once all of it is known; undefined before that. */
export function toFilter(value: FilterValue | Unknown): SessionFilter | undefined {
  const draft = toDraft(value);
  if (draft === UNDECIDED || draft === null) return undefined;
  const undecided = Object.values(draft).some(
    (item) => item === UNDECIDED || (Array.isArray(item) && item.includes(UNDECIDED)),
  );
  return undecided ? undefined : (draft as SessionFilter);
}

/** The opposite: a filter as the value of a block. */
export function fromFilter(filter: SessionFilter): FilterValue {
  return Object.fromEntries(FILTER_FIELDS.map((field) => [field, filter[field] ?? null])) as FilterValue;
}

/** The block `target` of the types that take any service. */
export function targetBlock(services: readonly string[]) {
  return block.single(
    {
      service: attr.string("required", {
        description: `The service: ${services.map((service) => `\`${service}\``).join(", ")}.`,
        validators: [validate.oneOf(services)],
      }),
      instance_id: attr.string("required", {
        description:
          "Id of the database instance; for ClickHouse of the cluster; for a MySQL server itself `host:port`.",
      }),
      product: attr.string("optional", {
        description: "DBbrain: `mysql` (default) or `cynosdb`.",
        validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
      }),
      tenant_id: attr.string("optional", { description: "OceanBase: the tenant. Required there." }),
      edition: attr.string("optional", {
        description: "ClickHouse: `community` (default) or `enterprise`.",
        validators: [validate.oneOf([...CLICKHOUSE_EDITIONS])],
      }),
      computing_group_id: attr.string("optional", {
        description:
          "ClickHouse, enterprise edition: one computing group of the cluster. Default: all of them.",
      }),
      region: attr.string("optional", {
        description: "Region of the instance. Default: that of the provider. A MySQL server itself has none.",
      }),
    },
    { description: "The database.", required: true },
  );
}

/** The value of a `target` block. */
export type TargetValue = { readonly [K in keyof Target]-?: string | null };

/** A target without its nulls. */
export function toTarget(value: TargetValue): Target {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) as unknown as Target;
}

/** What a service's kill task can't filter by, as sentences for a description. */
export function excludedFields({ task }: ServiceFacts): string {
  if (!task) return "";
  const supported = (support: string) => FILTER_FIELDS.filter((field) => task.fields[field] === support);
  const list = (fields: readonly string[]) => fields.map((field) => `\`${field}\``).join(", ");
  const one = supported("one").filter((field) => field.endsWith("s") && !field.endsWith("_seconds"));
  return [
    `The vendor's task can't filter by ${list(supported("none"))}.`,
    one.length > 0 ? `It takes one value for ${list(one)}.` : "",
    ...task.exclusive.map((fields) => `It takes one of ${list(fields)}.`),
  ]
    .filter(Boolean)
    .join(" ");
}

/** What a service's list does not tell, as a sentence for a description. */
export function unlistedFields({ list }: ServiceFacts): string {
  const missing = FILTER_FIELDS.filter((field) => field !== "ignore_comments" && !list?.fields.has(field));
  return missing.length === 0
    ? ""
    : `The list does not show ${missing.map((field) => `\`${field}\``).join(", ")}.`;
}
