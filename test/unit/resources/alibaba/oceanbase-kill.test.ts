import { UNKNOWN } from "../../../../src/framework";
import { alibabaOceanbaseKill } from "../../../../src/resources/alibaba/oceanbase-kill";
import type { ProviderClients } from "../../../../src/resources/provider-clients";
import type { OceanbaseKillResult, OceanbaseSessionKey } from "../../../../src/vendors/alibaba";
import { context } from "../support";

jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const NO_FILTER = {
  ...{ users: null, hosts: null, databases: null, commands: null, states: null },
  ...{ info_prefix: null, info_keywords: null, info_regex: null, min_duration_seconds: null },
};
const SERVER = "10.0.0.1";
/** One more than a JavaScript number tells from its neighbour. */
const LONG = "9007199254740993";

type Response = Partial<OceanbaseKillResult> & {
  readonly dies?: boolean;
  /** Its id is another user's by the next listing. */
  readonly becomes?: string;
};

/** A tenant whose n-th kill answers for each session as told; a session dies unless it is told not to. */
function tenant(ids: readonly string[], answers: readonly Readonly<Record<string, Response>>[] = []) {
  const alive = new Set(ids);
  const kills: OceanbaseSessionKey[][] = [];
  const users = new Map<string, string>();
  const databases = new Map<string, string>();
  const oceanbase = () => ({
    listSessions: async () =>
      [...alive].map((id) => ({
        ...{ id, server: SERVER, user: users.get(id) ?? "report", clientIp: "10.0.0.7" },
        database: databases.get(id) ?? "shop",
        ...{ command: "Query", status: "ACTIVE", executeSeconds: 75, sqlText: "select 1" },
        ...{ proxySessionId: null, tenantId: "t-1" },
      })),
    killSessions: async ({ sessions }: { sessions: OceanbaseSessionKey[] }) => {
      const told = answers[kills.length] ?? {};
      kills.push(sessions);
      return sessions.map(({ id, server }) => {
        const { dies = true, becomes, ...answer } = told[id] ?? {};
        if (becomes) users.set(id, becomes);
        if (dies) alive.delete(id);
        return { id, server, status: null, errorMessage: null, answered: true, ...answer };
      });
    },
  });
  const setup = context({ oceanbase } as unknown as ProviderClients);
  const declared = (chosen: readonly string[], verify = true) =>
    ({
      instance_id: "ob-1",
      tenant_id: "t-1",
      region: null,
      sessions: chosen.map((id) => ({ id, server: SERVER })),
      match: null,
      max_kills: null,
      protected_users: null,
      triggers: null,
      verify,
      fail_on_survivors: true,
    }) as const;
  const create = async (attributes: Record<string, unknown>) => {
    const plan = { ...declared([]), ...attributes } as never;
    const { results } = await alibabaOceanbaseKill.create({ plan, config: plan }, setup.ctx);
    return results!.map(({ session_id, outcome, message }) => [session_id, outcome, message]);
  };
  const run = (chosen: readonly string[], verify = true) => create(declared(chosen, verify));
  /** The next apply after one that failed: what is declared is the same, or else as told. */
  const again = async (attributes: Record<string, unknown> = {}) => {
    const prior = setup.saved.at(-1);
    const plan = { ...prior, ...attributes, results: UNKNOWN, killed: UNKNOWN };
    const { results } = await alibabaOceanbaseKill.update({ plan, prior, config: plan } as never, setup.ctx);
    return results!.map(({ session_id, outcome, message }) => [session_id, outcome, message]);
  };
  return { alive, users, databases, kills, create, run, again, ...setup };
}

describe("an OceanBase kill", () => {
  test("asks again for a session that the vendor's answer leaves out, and for that one alone", async () => {
    const { run, kills } = tenant(["1", "2"], [{ "2": { answered: false, dies: false } }]);
    expect(await run(["1", "2"], false)).toEqual([
      ["1", "killed", null],
      ["2", "killed", null],
    ]);
    expect(kills.map((kill) => kill.map(({ id }) => id))).toEqual([["1", "2"], ["2"]]);
  });

  test("does not ask again for a session that has become another's", async () => {
    const { run, kills, alive } = tenant(["1"], [{ "1": { answered: false, dies: false, becomes: "app" } }]);
    await expect(run(["1"])).rejects.toThrow("It is no longer what was chosen");
    expect(kills).toHaveLength(1);
    expect([...alive]).toEqual(["1"]);
  });

  test("does not ask again where what was left out is over", async () => {
    const { run, kills } = tenant(["1"], [{ "1": { answered: false } }]);
    expect(await run(["1"])).toEqual([["1", "killed", null]]);
    expect(kills).toHaveLength(1);
  });

  test("tells a session that ended before the kill from one that is refused", async () => {
    const { run, saved } = tenant(
      ["1", LONG],
      [
        {
          "1": { errorMessage: "Unknown thread id: 1" },
          [LONG]: { errorMessage: "it rolls back", dies: false },
        },
      ],
    );
    await expect(run(["1", LONG])).rejects.toThrow(
      `${LONG} on ${SERVER} of report: the vendor refused to kill it`,
    );
    expect(saved[0].results).toEqual([
      { server: SERVER, session_id: "1", user: "report", outcome: "gone", message: "Unknown thread id: 1" },
      { server: SERVER, session_id: LONG, user: "report", outcome: "refused", message: "it rolls back" },
    ]);
  });

  test("sends every digit of an id, and nothing for what is over", async () => {
    const { run, kills } = tenant([LONG]);
    expect(await run([LONG, "9007199254740992"])).toEqual([
      [LONG, "killed", null],
      ["9007199254740992", "gone", null],
    ]);
    expect(kills).toEqual([[{ id: LONG, server: SERVER }]]);
    const quiet = tenant([]);
    expect(await quiet.run(["1"])).toEqual([["1", "gone", null]]);
    expect(quiet.warnings).toEqual(["1 of 1 chosen sessions on ob-1 were not there, and so not killed"]);
    expect(quiet.kills).toEqual([]);
  });

  describe("that was not finished", () => {
    const refused = { "2": { errorMessage: "no", dies: false } };

    test("tries again what is left alone, and remembers the others", async () => {
      const { run, again, kills, alive } = tenant(["1", "2"], [refused]);
      await expect(run(["1", "2"])).rejects.toThrow("1 of 2 sessions");
      alive.add("1");
      expect(await again()).toEqual([
        ["1", "killed", null],
        ["2", "killed", null],
      ]);
      expect(kills.at(-1)).toEqual([{ id: "2", server: SERVER }]);
      expect([...alive]).toEqual(["1"]);
    });

    test("leaves alone what has become another user's since", async () => {
      const { run, again, kills, users, alive } = tenant(["1", "2"], [refused]);
      await expect(run(["1", "2"])).rejects.toThrow("1 of 2 sessions");
      users.set("2", "app");
      expect(await again()).toEqual([
        ["1", "killed", null],
        ["2", "gone", null],
      ]);
      expect(kills).toHaveLength(1);
      expect([...alive]).toEqual(["2"]);
    });

    test("leaves it alone beside others that are left", async () => {
      const { run, again, kills, users, alive } = tenant(["1", "2"], [{ ...refused, "1": refused["2"] }]);
      await expect(run(["1", "2"])).rejects.toThrow("2 of 2 sessions");
      users.set("2", "app");
      expect(await again()).toEqual([
        ["1", "killed", null],
        ["2", "gone", null],
      ]);
      expect(kills.at(-1)).toEqual([{ id: "1", server: SERVER }]);
      expect([...alive]).toEqual(["2"]);
    });

    test("does not kill what came to match since", async () => {
      const match = { ...NO_FILTER, users: ["report"] };
      const { create, again, kills, alive } = tenant(["1", "2"], [refused]);
      await expect(create({ sessions: null, match })).rejects.toThrow("1 of 2 sessions");
      alive.add("3");
      expect(await again()).toEqual([
        ["1", "killed", null],
        ["2", "killed", null],
      ]);
      expect(kills.at(-1)).toEqual([{ id: "2", server: SERVER }]);
      expect([...alive]).toEqual(["3"]);
    });

    test("leaves alone what no longer matches, and keeps what was last seen of it", async () => {
      const match = { ...NO_FILTER, databases: ["shop"] };
      const { create, again, kills, databases } = tenant(["1", "2"], [refused]);
      await expect(create({ sessions: null, match })).rejects.toThrow("1 of 2 sessions");
      databases.set("2", "stock");
      expect(await again()).toEqual([
        ["1", "killed", null],
        ["2", "refused", "no"],
      ]);
      expect(kills).toHaveLength(1);
    });

    test("that was declared anew kills whatever is declared now", async () => {
      const { run, again, kills, alive } = tenant(["1", "2"], [refused]);
      await expect(run(["1", "2"])).rejects.toThrow("1 of 2 sessions");
      alive.add("1");
      await again({ triggers: { run: "2" } });
      expect(kills.at(-1)!.map(({ id }) => id)).toEqual(["1", "2"]);
    });
  });

  test("names twenty sessions of many that live on, and counts the rest", async () => {
    const ids = Array.from({ length: 25 }, (_, index) => `${index + 1}`);
    const refusal = { errorMessage: "no", dies: false };
    const { run } = tenant(ids, [Object.fromEntries(ids.map((id) => [id, refusal]))]);
    await expect(run(ids)).rejects.toThrow(/25 of 25 sessions on ob-1 were not killed.*and 5 more/s);
  });
});
