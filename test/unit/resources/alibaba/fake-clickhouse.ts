import type { ProviderClients } from "../../../../src/resources/provider-clients";
import { NetworkError, PermissionError } from "../../../../src/vendors";
import type { ClickhouseCluster, ClickhouseProcess } from "../../../../src/vendors/alibaba";

export interface FakeQuery {
  /** Tells it from all others. */
  readonly id: string;
  /** What a kill names, which another query may have, too. Default: its id. */
  readonly queryId?: string;
  readonly user?: string;
  readonly query?: string;
  /** Default 75 s; under one second it is not listed. */
  readonly durationMs?: number;
  readonly unkillable?: boolean;
}

/** What goes wrong with one call: it is refused, or its answer is lost before or after it was carried out. */
export type Luck = "good" | "refused" | "lost before" | "lost after";

/** One call of KillProcess: its ids, or everything. */
export type Kill = readonly string[] | "everything";

/** A cluster whose queries can be killed, and which remembers what it was asked for. */
export class FakeClickhouse {
  readonly alive: Map<string, FakeQuery>;
  readonly kills: Kill[] = [];
  listings = 0;
  /** Interferes after every kill. */
  afterKill = () => {};

  /** `agesMs` go by between two listings. The n-th kill has the n-th luck, and so with listings; after that all is well. */
  constructor(
    queries: readonly FakeQuery[],
    private readonly luck: {
      kills?: readonly Luck[];
      listings?: readonly Luck[];
      complete?: boolean;
      agesMs?: number;
    } = {},
  ) {
    this.alive = new Map(queries.map((query) => [query.id, query]));
  }

  readonly clouds = {
    clickhouse: () => ({
      listProcesses: async () => this.#list(),
      killQueries: async (_cluster: ClickhouseCluster, ids: readonly string[]) => this.#kill([...ids]),
      killEveryQuery: async () => this.#kill("everything"),
    }),
    once: <T>(_key: string, ask: () => Promise<T>) => ask(),
    warnings: { count: 0 },
  } as unknown as ProviderClients;

  #list(): { processes: ClickhouseProcess[]; complete: boolean } {
    const age = this.listings * (this.luck.agesMs ?? 0);
    const luck = this.luck.listings?.[this.listings] ?? "good";
    this.listings += 1;
    if (luck !== "good") throw new PermissionError("no listing", { service: "clickhouse", remedy: "" });
    const processes = [...this.alive.values()]
      .map(({ id, queryId = id, user = "report", query = "select 1", durationMs = 75_000 }) => ({
        ...{ queryId, user, query, durationMs: durationMs + age, address: "10.0.0.7", startTime: "" },
      }))
      .filter(({ durationMs }) => durationMs >= 1000);
    return { processes, complete: this.luck.complete ?? true };
  }

  #kill(what: Kill): { requestIds: string[]; requestId: string; count: null } {
    const luck = this.luck.kills?.[this.kills.length] ?? "good";
    this.kills.push(what);
    if (luck === "refused") throw new PermissionError("not allowed", { service: "clickhouse", remedy: "" });
    if (luck !== "lost before") {
      for (const { id, queryId = id, unkillable } of [...this.alive.values()]) {
        if (!unkillable && (what === "everything" || what.includes(queryId))) this.alive.delete(id);
      }
    }
    this.afterKill();
    if (luck !== "good") {
      throw new NetworkError("lost", { service: "clickhouse", remedy: "", ambiguous: true });
    }
    return { requestIds: ["r"], requestId: "r", count: null };
  }
}
