import { FILTER_FIELDS, type FilterField } from "./filter";

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
  // Source: DAS v3, CreateKillTask and PreviewSessionForKillProcessTask, whose example joins keywords: `select~from~das`.
  das: {
    api: "Huawei DAS add-kill-process-task",
    fields: {
      users: "one",
      hosts: "one",
      databases: "one",
      commands: "one",
      states: "none",
      info_prefix: "none",
      info_keywords: "many",
      info_regex: "none",
      min_duration_seconds: "one",
    },
    exclusive: [],
    separators: { info_keywords: "~" },
  },
};

export interface ListingCapability {
  /** The API's name, for messages. */
  readonly api: string;
  /** The filter fields that can be judged by what a row of the listing tells. */
  readonly fields: ReadonlySet<FilterField>;
}

const MYSQL_LISTING: ReadonlySet<FilterField> = new Set(FILTER_FIELDS);

/** What the rows of each vendor's listing of sessions tell. A filter on anything else would silently match nothing. Services that can't list are absent. */
export const LISTING_CAPABILITIES: Partial<Record<Service, ListingCapability>> = {
  dbbrain: { api: "Tencent DBbrain DescribeMySqlProcessList", fields: MYSQL_LISTING },
  das: { api: "Huawei DAS query-process-list", fields: MYSQL_LISTING },
  // Source: ClickHouse 2019-11-11 and 2023-05-22, DescribeProcessList.
  clickhouse: {
    api: "Alibaba ClickHouse DescribeProcessList",
    fields: new Set(["users", "hosts", "info_prefix", "info_keywords", "info_regex", "min_duration_seconds"]),
  },
  // Source: OceanBasePro 2019-09-01, DescribeProcessStatsComposition.
  oceanbasepro: {
    api: "Alibaba OceanBase DescribeProcessStatsComposition",
    fields: new Set(FILTER_FIELDS),
  },
};
