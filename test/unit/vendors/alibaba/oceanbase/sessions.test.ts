import type { Session } from "../../../../../src/model";
import type { OceanbaseClient } from "../../../../../src/vendors/alibaba/oceanbase/client";
import type { OceanbaseKillResult } from "../../../../../src/vendors/alibaba/oceanbase/responses";
import { OceanbaseKiller, OceanbaseSessions } from "../../../../../src/vendors/alibaba/oceanbase/sessions";

const TARGET = { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" } as const;
const TENANT = { instanceId: "ob-1", tenantId: "t-1" };
const { signal } = new AbortController();
const BIG = "9007199254740993";

describe("the sessions that OceanBase lists", () => {
  test("are those of a tenant, by server and id", async () => {
    const client = {
      async listSessions(tenant: unknown) {
        expect(tenant).toEqual(TENANT);
        return [
          {
            ...{ id: BIG, server: "10.0.0.1", user: "report", clientIp: "::ffff:10.0.0.7", database: "shop" },
            ...{ command: "Sleep", status: "SLEEP", executeSeconds: 900, sqlText: "" },
            ...{ proxySessionId: null, tenantId: "t-1" },
          },
        ];
      },
    } as unknown as OceanbaseClient;
    const source = new OceanbaseSessions(() => client, TARGET, { now: () => 7 });
    expect(source.name).toBe("tenant t-1 of ob-1");
    expect(await source.list(signal)).toEqual({
      sessions: [
        {
          ...{ id: BIG, server: "10.0.0.1", user: "report", host: "10.0.0.7", database: "shop" },
          ...{ command: "Sleep", state: "SLEEP", duration_seconds: 900, info: "" },
        },
      ],
      complete: true,
      at: 7,
    });
  });

  test("need a tenant", () => {
    const target = { ...TARGET, tenant_id: undefined };
    const clock = { now: () => 0 };
    expect(() => new OceanbaseSessions(() => undefined as never, target, clock)).toThrow("tenant");
    expect(() => new OceanbaseKiller(() => undefined as never, target)).toThrow("tenant");
  });
});

describe("a kill by OceanBase", () => {
  test("tells what became of each session, by server and id", async () => {
    const result = (server: string, errorMessage: string | null, answered = true): OceanbaseKillResult => ({
      ...{ id: BIG, server, status: null, errorMessage, answered },
    });
    const client = {
      async killSessions(order: unknown) {
        expect(order).toEqual({
          ...TENANT,
          sessions: ["s-1", "s-2", "s-3"].map((server) => ({ id: BIG, server })),
        });
        const results = [
          result("s-1", null),
          result("s-2", "not owner\u001b of thread"),
          result("s-3", null, false),
        ];
        return { results, requestId: "r-1" };
      },
    } as unknown as OceanbaseClient;
    const sessions = ["s-1", "s-2", "s-3"].map((server) => ({ id: BIG, server }) as Session);
    expect(await new OceanbaseKiller(() => client, TARGET).kill(sessions, signal)).toEqual({
      refused: new Map([[`${BIG}@s-2`, { message: "not owner\\x1b of thread", requestId: "r-1" }]]),
      unanswered: [`${BIG}@s-3`],
      requestIds: ["r-1"],
    });
  });
});
