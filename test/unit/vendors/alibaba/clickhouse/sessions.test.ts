import type { Session } from "../../../../../src/model";
import type { ClickhouseCluster, ClickhouseProcess } from "../../../../../src/vendors/alibaba";
import type { ClickhouseClient } from "../../../../../src/vendors/alibaba/clickhouse/client";
import { ClickhouseKiller, ClickhouseSessions } from "../../../../../src/vendors/alibaba/clickhouse/sessions";
import { clickhouseAt, fault, queryOf, success } from "../../support/alibaba";
import { eagerHttp, failure } from "../../support/dbbrain";
import { RawServer, type Reaction, reset } from "../../support/raw-server";

const TARGET = { service: "clickhouse", instance_id: "cc-1" } as const;
const { signal } = new AbortController();

describe("the queries that ClickHouse lists", () => {
  const source = (
    target: ConstructorParameters<typeof ClickhouseSessions>[1],
    row: Partial<ClickhouseProcess> = {},
  ) => {
    const asked: ClickhouseCluster[] = [];
    const client = {
      async listProcesses(cluster: ClickhouseCluster) {
        asked.push(cluster);
        const process = { queryId: "q-1", user: "report", address: "10.0.0.7", query: "select 1" };
        return { processes: [{ ...process, durationMs: 75_999, startTime: "", ...row }], complete: false };
      },
    } as unknown as ClickhouseClient;
    return { asked, sessions: new ClickhouseSessions(() => client, target, { now: () => 7 }) };
  };

  test("are sessions, of the cluster or the computing group that is asked for", async () => {
    const cluster = source(TARGET);
    expect(cluster.sessions.name).toBe("cc-1");
    expect(await cluster.sessions.list(signal)).toEqual({
      sessions: [
        {
          ...{ id: "q-1", query_id: "q-1", user: "report", host: "10.0.0.7", database: "", command: "Query" },
          ...{ state: "", duration_seconds: 75, info: "select 1" },
        },
      ],
      complete: false,
      at: 7,
    });
    expect(cluster.asked).toEqual([{ edition: "community", clusterId: "cc-1" }]);
    const group = source({ ...TARGET, edition: "enterprise", computing_group_id: "cg-1" });
    expect(group.sessions.name).toBe("computing group cg-1 of cc-1");
    await group.sessions.list(signal);
    expect(group.asked).toEqual([{ edition: "enterprise", clusterId: "cc-1", computingGroupId: "cg-1" }]);
  });

  test.each([
    ["::ffff:10.0.0.7", "10.0.0.7"],
    ["::FFFF:10.0.0.7", "10.0.0.7"],
    ["[::ffff:10.0.0.7]:9000", "10.0.0.7"],
    ["10.0.0.7:9000", "10.0.0.7:9000"],
    ["2001:db8::ffff:1", "2001:db8::ffff:1"],
    ["::1", "::1"],
  ])("are from an IPv4 client, where ClickHouse writes %s", async (address, host) => {
    expect((await source(TARGET, { address }).sessions.list(signal)).sessions[0]!.host).toBe(host);
  });
});

describe("a kill by ClickHouse", () => {
  let server: RawServer;
  const http = eagerHttp({ rateLimit: false, maxRetries: 2 });
  afterEach(() => server.close());
  afterAll(() => http.close());

  const serve = async (...reactions: Reaction[]): Promise<ClickhouseKiller> => {
    server = await RawServer.start(...reactions);
    const client = clickhouseAt(server.url, http);
    return new ClickhouseKiller(() => client, TARGET);
  };
  const session = (id: string) => ({ id, user: "report" }) as Session;
  /** So many ids of 900 bytes: four fit into a URL. */
  const long = (count: number) =>
    Array.from({ length: count }, (_, index) => session(`q${index}`.padEnd(900, "x")));
  const sent = () => server.requests.map((request) => queryOf(request).InitialQueryId?.split(","));

  test("names its queries, each once, though several parts share an id", async () => {
    const killer = await serve(success());
    expect(await killer.kill([session("q1"), session("q2"), session("q1")], signal)).toEqual({
      refused: new Map(),
      unanswered: [],
      requestIds: ["req-ok"],
    });
    expect(sent()).toEqual([["q1", "q2"]]);
  });

  test("tells how many of its ids fit into one request, and takes exactly so many", async () => {
    const killer = await serve(success());
    const sessions = long(9);
    const count = killer.countFitting(sessions.map(({ id }) => id));
    expect(count).toBe(4);
    await killer.kill(sessions.slice(0, count), signal);
    expect(sent().map((ids) => ids?.length)).toEqual([4]);
    expect((await failure(killer.kill(sessions.slice(0, count + 1), signal))).constructor).toBe(Error);
    expect(server.requests).toHaveLength(1);
  });

  test("counts an id that is never sent by its length, and none that is too long by itself", async () => {
    const killer = await serve(success());
    expect(killer.countFitting(["q\ud800", "a,b", "q1"])).toBe(3);
    expect(killer.countFitting(["q".repeat(5_000), "q1"])).toBe(0);
    expect(killer.countFitting(["q1", "q".repeat(5_000)])).toBe(1);
  });

  test.each([
    ["no query", []],
    ["an id that is blank", [session("q1"), session(" ")]],
    ["an id with a comma", [session("q1"), session("a,b")]],
    ["an id that is too long", [session("q1"), session("q".repeat(5_000))]],
  ])("is refused before anything is sent: %s", async (_what, sessions) => {
    const killer = await serve(success());
    expect((await failure(killer.kill(sessions, signal))).constructor).toBe(Error);
    expect(server.requests).toEqual([]);
  });

  test.each<[string, Reaction, object]>([
    ["a lost answer", reset, { ambiguous: true }],
    ["throttling", fault("Throttling"), { code: "DBKILL_ERR_THROTTLED" }],
    ["a refusal", fault("Forbidden.RAM", 403), { code: "DBKILL_ERR_PERMISSION" }],
  ])("fails with %s, and is not repeated", async (_what, reaction, expected) => {
    const killer = await serve(reaction);
    expect(await failure(killer.kill(long(4), signal))).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });

  test("of all has no ids, and is sent once", async () => {
    const killer = await serve(success(), reset);
    expect(await killer.killAll(signal)).toMatchObject({ requestIds: ["req-ok"] });
    expect(await failure(killer.killAll(signal))).toMatchObject({ ambiguous: true });
    expect(sent()).toEqual([undefined, undefined]);
  });
});
