/** The two products of ApsaraDB for ClickHouse, each with an API version of its own: 2019-11-11 and 2023-05-22. */
export type ClickhouseEdition = "community" | "enterprise";

/** The cluster that a call is for. */
export interface ClickhouseCluster {
  readonly edition: ClickhouseEdition;
  /** `DBClusterId` of the community edition, `DBInstanceId` of the enterprise edition, e.g. `cc-bp108z124a8o7`. */
  readonly clusterId: string;
  /** One computing group of the cluster; absent: all of them. The enterprise edition alone has them. */
  readonly computingGroupId?: string;
}

/** A query that runs. */
export interface ClickhouseProcess {
  /** ClickHouse's `initial_query_id`: what a kill names. */
  readonly queryId: string;
  readonly user: string;
  /** Client address, as the vendor writes it; empty where it is not told. */
  readonly address: string;
  /** The statement. */
  readonly query: string;
  /** How long it has run, in milliseconds. */
  readonly durationMs: number;
  /** When it began, as the vendor writes it; empty where it is not told. */
  readonly startTime: string;
}

/** The queries that run. */
export interface ClickhouseProcessList {
  readonly processes: ClickhouseProcess[];
  /** False where more run than were listed, or where the list moved while its pages were read. */
  readonly complete: boolean;
}
