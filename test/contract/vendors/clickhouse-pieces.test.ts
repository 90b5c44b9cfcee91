import { performance } from "node:perf_hooks";
import { BUILT_IN_ACCESS_KEY, Emulator, type SessionInput } from "../../../src/emulator";
import { type KillReport, killSessions } from "../../../src/engine/kill";
import type { Selection, Target } from "../../../src/model";
import { adaptersOf } from "../../../src/vendors/adapters";
import { ClickhouseClient } from "../../../src/vendors/alibaba";
import { classify } from "../../../src/vendors/classify";
import { createHttp, type Http } from "../../../src/vendors/http";
import { systemClock } from "../../../src/vendors/http/clock";

/** Of 900 bytes: four fit into a URL. */
const long = (index: number) => `q${index}-`.padEnd(900, "x");
const NAMED = Array.from({ length: 9 }, (_, index) => long(index));

describe.each(["community", "enterprise"] as const)("a kill of long query ids, %s edition,", (edition) => {
  let emulator: Emulator;
  let http: Http;
  beforeAll(async () => {
    emulator = await Emulator.start({ rateLimit: false });
    http = createHttp({ userAgent: "dbkill/0.0.0-test", env: {}, random: () => 0, rateLimit: false });
  });
  afterAll(async () => {
    await http.close();
    await emulator.close();
  });
  beforeEach(async () => {
    await emulator.reset();
    await runs(...NAMED.map((query_id) => ({ query_id, user: "report", duration_seconds: 75 })));
  });

  const target: Target = { service: "clickhouse", instance_id: "cc-1", edition };
  const runs = (...sessions: SessionInput[]) =>
    emulator.addSessions({ service: "clickhouse", instance_id: "cc-1", edition, sessions });
  const running = async () =>
    (await emulator.state()).sessions
      .filter(({ status }) => status === "running")
      .map(({ query_id, user }) => [query_id, user]);
  const kill = (choice: Selection["choice"]): Promise<KillReport> => {
    const { id, secret } = BUILT_IN_ACCESS_KEY;
    const client = new ClickhouseClient({
      http,
      credentials: { accessKey: id, secretKey: secret, source: "a test" },
      region: "cn-hangzhou",
      endpoint: new URL(emulator.url),
    });
    const connect = () => client;
    const { source, killer } = adaptersOf(target.service);
    return killSessions(
      {
        selection: { choice, exclude: null, protectedUsers: [] },
        maxKills: null,
        verify: true,
        failOnSurvivors: true,
      },
      { source: source(connect, target, systemClock), killer: killer(connect, target, systemClock) },
      {
        clock: {
          now: () => performance.now(),
          date: () => new Date(),
          sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        },
        log: () => undefined,
        classify,
        signal: new AbortController().signal,
      },
    );
  };
  const actions = async () => (await emulator.requests()).requests.map(({ action }) => action);

  test("goes in several requests, each right after a look of its own", async () => {
    const report = await kill({ by: "match", match: { users: ["report"] } });
    expect(report).toMatchObject({ failed: false, results: NAMED.map(() => ({ outcome: "killed" })) });
    expect(await running()).toEqual([]);
    const calls = await actions();
    const kills = calls.flatMap((action, at) => (action === "KillProcess" ? [at] : []));
    expect(kills).toHaveLength(3);
    for (const at of kills) expect(calls[at - 1]).toBe("DescribeProcessList");
  });

  test("spares an id that gets another owner, or a shorter query, while the piece before it is killed", async () => {
    emulator.before("KillProcess", () =>
      runs(
        { query_id: long(5), user: "billing", duration_seconds: 3 },
        { query_id: long(8), user: "report", duration_seconds: 3 },
      ),
    );
    const report = await kill({ by: "ids", ids: NAMED });
    expect(await running()).toEqual([
      [long(5), "billing"],
      [long(8), "report"],
    ]);
    const outcomes = report.results.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([...Array(5).fill("killed"), "gone", ...Array(2).fill("killed"), "gone"]);
    expect(report.spared.map(({ session, reason }) => [session.id, reason])).toEqual([
      [long(5), "changed"],
      [long(8), "changed"],
    ]);
  });
});
