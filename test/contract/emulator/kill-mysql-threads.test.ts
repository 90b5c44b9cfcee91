import { Emulator } from "../../../src/emulator";
import { dbbrainSdk } from "../../support/dbbrain";

const INSTANCE = { InstanceId: "cdb-1" };

describe("KillMySqlThreads in its two stages", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await Emulator.start();
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      sessions: [
        { id: "1", user: "app" },
        { id: "2", user: "app", unkillable: true },
        { id: "3", user: "app", refuse: "You are not owner of thread 3" },
        { id: "4", user: "system user" },
      ],
    });
  });
  afterEach(() => emulator.close());

  const call = (parameters: object) =>
    dbbrainSdk(emulator.port).request("KillMySqlThreads", { ...INSTANCE, ...parameters });
  const prepare = async (Threads: number[]): Promise<string> =>
    (await call({ Stage: "Prepare", Threads })).SqlExecId;
  const commit = async (SqlExecId: string): Promise<number[]> =>
    (await call({ Stage: "Commit", SqlExecId })).Threads;
  const running = async () =>
    (await emulator.state()).sessions.filter(({ status }) => status === "running").map(({ id }) => id);

  test("Prepare kills nothing yet", async () => {
    await prepare([1]);
    expect(await running()).toEqual(["1", "2", "3", "4"]);
  });

  test("Commit answers the threads whose kill was accepted, and the unkillable one lives on", async () => {
    expect(await commit(await prepare([1, 2, 3, 4]))).toEqual([1, 2]);
    expect(await running()).toEqual(["2", "3", "4"]);
  });

  test("a SqlExecId is good for ten seconds", async () => {
    const inTime = await prepare([1]);
    await emulator.advanceClock(9);
    expect(await commit(inTime)).toEqual([1]);
    const late = await prepare([2]);
    await emulator.advanceClock(10.001);
    expect(await commit(late)).toEqual([]);
  });

  test("a SqlExecId is good for one Commit", async () => {
    const id = await prepare([1]);
    expect(await commit(id)).toEqual([1]);
    await emulator.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [{ id: "1" }] });
    expect(await commit(id)).toEqual([]);
    expect(await running()).toContain("1");
  });

  test("a SqlExecId is void after a reset", async () => {
    const id = await prepare([1]);
    await emulator.reset();
    await emulator.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [{ id: "1" }] });
    await expect(commit(id)).rejects.toMatchObject({ code: "InvalidParameterValue" });
  });
});
