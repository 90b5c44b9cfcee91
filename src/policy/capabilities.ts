import type { FilterField } from "./filter";

/** The vendor services that dbkill speaks to, in the vendors' own short names. */
export const SERVICES = ["dbbrain", "das", "mrs", "clickhouse", "oceanbasepro"] as const;
export type Service = (typeof SERVICES)[number];

/** How much of a filter field a kill-task API takes. */
export type FieldCapability =
  /** A list of values. */
  | "many"
  /** One value alone. */
  | "one"
  /** Not at all. */
  | "none";

export interface TaskCapability {
  /** The API's name, for messages. */
  readonly api: string;
  readonly fields: Readonly<Record<FilterField, FieldCapability>>;
  /** Fields that the API takes, but not together. */
  readonly exclusive: readonly (readonly [FilterField, FilterField])[];
  /** What joins the values of a list on the wire, and so cannot occur in one. */
  readonly separators: Partial<Record<FilterField, string>>;
}

/**
 * What each vendor's kill task can express: the one home of this knowledge, for synth and plan alike.
 * Services without a kill task are absent.
 */
export const TASK_CAPABILITIES: Partial<Record<Service, TaskCapability>> = {
  // Source: DBbrain 2021-05-27, CreateKillTask; `Infos` is in the SDK's model only.
  dbbrain: {
    api: "Tencent DBbrain CreateKillTask",
    fields: {
      users: "one",
      hosts: "one",
      databases: "many",
      commands: "many",
      states: "none",
      info_prefix: "one",
      info_keywords: "many",
      info_regex: "none",
      min_duration_seconds: "one",
    },
    exclusive: [["info_prefix", "info_keywords"]],
    separators: { databases: "," },
  },
};
