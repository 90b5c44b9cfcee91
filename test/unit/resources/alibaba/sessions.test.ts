import { listSessions } from "../../../../src/resources/listing";
import type { ProviderClients } from "../../../../src/resources/provider-clients";
import type { ClickhouseCluster } from "../../../../src/vendors/alibaba";

const signal = new AbortController().signal;

describe("the sessions of Alibaba", () => {
  test("are ClickHouse's queries, of the cluster or the computing group that is asked for", async () => {
    const asked: ClickhouseCluster[] = [];
    const clouds = {
      clickhouse: () => ({
        listProcesses: async (cluster: ClickhouseCluster) => {
          asked.push(cluster);
          const process = { queryId: "q-1", user: "report", address: "10.0.0.7", query: "select 1" };
          return { processes: [{ ...process, durationMs: 75_999, startTime: "" }], complete: false };
        },
      }),
    } as unknown as ProviderClients;
    const target = { service: "clickhouse", instance_id: "cc-1" } as const;
    expect(await listSessions(clouds, target, signal)).toEqual({
      sessions: [
        {
          id: "q-1",
          query_id: "q-1",
          user: "report",
          host: "10.0.0.7",
          database: "",
          command: "Query",
          state: "",
          duration_seconds: 75,
          info: "select 1",
        },
      ],
      complete: false,
    });
    await listSessions(clouds, { ...target, edition: "enterprise", computing_group_id: "cg-1" }, signal);
    expect(asked).toEqual([
      { edition: "community", clusterId: "cc-1" },
      { edition: "enterprise", clusterId: "cc-1", computingGroupId: "cg-1" },
    ]);
  });

  test.each([
    ["::ffff:10.0.0.7", "10.0.0.7"],
    ["::FFFF:10.0.0.7", "10.0.0.7"],
    ["[::ffff:10.0.0.7]:9000", "10.0.0.7"],
    ["10.0.0.7:9000", "10.0.0.7:9000"],
    ["2001:db8::ffff:1", "2001:db8::ffff:1"],
    ["::1", "::1"],
  ])("are from an IPv4 client, where ClickHouse writes %s", async (address, host) => {
    const process = { queryId: "q-1", user: "report", query: "", durationMs: 0, startTime: "", address };
    const listProcesses = async () => ({ processes: [process], complete: true });
    const clouds = { clickhouse: () => ({ listProcesses }) } as unknown as ProviderClients;
    const listed = await listSessions(clouds, { service: "clickhouse", instance_id: "cc-1" }, signal);
    expect(listed.sessions[0]!.host).toBe(host);
  });

  test("are OceanBase's, by server and id; a tenant is a must", async () => {
    const clouds = {
      oceanbase: () => ({
        listSessions: async () => [
          {
            ...{ id: "9007199254740993", server: "10.0.0.1", user: "report", clientIp: "10.0.0.7" },
            ...{ database: "shop", command: "Sleep", status: "SLEEP", executeSeconds: 900, sqlText: "" },
            ...{ proxySessionId: null, tenantId: "t-1" },
          },
        ],
      }),
    } as unknown as ProviderClients;
    const target = { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" } as const;
    expect(await listSessions(clouds, target, signal)).toEqual({
      sessions: [
        {
          id: "9007199254740993",
          server: "10.0.0.1",
          user: "report",
          host: "10.0.0.7",
          database: "shop",
          command: "Sleep",
          state: "SLEEP",
          duration_seconds: 900,
          info: "",
        },
      ],
      complete: true,
    });
    await expect(listSessions(clouds, { ...target, tenant_id: undefined }, signal)).rejects.toThrow("tenant");
  });
});
