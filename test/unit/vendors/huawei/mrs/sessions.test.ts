import type { Session } from "../../../../../src/model";
import type { MrsClient, MrsSql } from "../../../../../src/vendors/huawei";
import { MrsKiller, MrsStatements } from "../../../../../src/vendors/huawei/mrs/sessions";
import { NetworkError, NotFoundError, RejectedError } from "../../../../../src/vendors/shared/errors";
import { failure } from "../../support/dbbrain";

const TARGET = { service: "mrs", instance_id: "c-1" } as const;
const { signal } = new AbortController();
const details = { service: "mrs", remedy: "" };

describe("the statements that MRS looks up", () => {
  const source = (show: (id: string) => Partial<MrsSql>) => {
    let now = 1_000;
    const client = {
      async showSql(cluster: string, id: string) {
        expect(cluster).toBe("c-1");
        now += 5;
        return { id, statement: `select '${id}'`, message: null, ...show(id) };
      },
    } as unknown as MrsClient;
    return new MrsStatements(() => client, TARGET, { now: () => now });
  };

  test("are sessions while they run, each once, by the time of the last answer", async () => {
    const listing = await source(() => ({ status: "RUNNING" })).list(signal, ["s-1", "s-2", "s-1"]);
    const common = { user: "", host: "", database: "", command: "", duration_seconds: 0 };
    expect(listing).toEqual({
      sessions: [
        { id: "s-1", ...common, state: "RUNNING", info: "select 's-1'" },
        { id: "s-2", ...common, state: "RUNNING", info: "select 's-2'" },
      ],
      complete: true,
      at: 1_010,
      ended: new Map(),
      unknown: new Map(),
    });
  });

  test.each([
    "QUEUED",
    "WAITING_FOR_RESOURCES",
    "PLANNING",
    "STARTING",
    "running",
    "FINISHING",
    "BLOCKED",
    "NEW WORD",
  ])("run as %s", async (status) => {
    const { sessions, ended } = await source(() => ({ status })).list(signal, ["s-1"]);
    expect([sessions.length, ended!.size]).toEqual([1, 0]);
  });

  test.each([
    ["FINISHED", true],
    ["finished", true],
    ["FAILED", false],
    ["CANCELED", false],
    ["Cancelled", false],
  ])("have ended as %s, by themselves: %s", async (status, finished) => {
    const { sessions, ended } = await source(() => ({ status, message: "why\n" })).list(signal, ["s-1"]);
    expect(sessions).toEqual([]);
    expect(ended).toEqual(new Map([["s-1", { status, finished, message: "why\\n" }]]));
  });

  test("may be unknown, each with its reason", async () => {
    const error = new NotFoundError("no such statement", details);
    const listing = await source((id) => {
      if (id === "s-2") throw error;
      return { status: "RUNNING" };
    }).list(signal, ["s-1", "s-2"]);
    expect(listing.sessions).toHaveLength(1);
    expect(listing.unknown).toEqual(new Map([["s-2", error]]));
  });

  test("can't be looked up in a cluster that is gone, nor after any other failure, nor without ids", async () => {
    const gone = new NotFoundError("no such cluster", { ...details, vendorCode: "12000003" });
    const lost = new NetworkError("lost", { ...details, ambiguous: true });
    for (const error of [gone, lost]) {
      const failing = source(() => {
        throw error;
      });
      expect(await failure(failing.list(signal, ["s-1"]))).toBe(error);
    }
    expect((await failure(source(() => ({})).list(signal))).constructor).toBe(Error);
  });
});

describe("a cancel by MRS", () => {
  const killer = (cancel: () => { requestId: string | undefined } = () => ({ requestId: "r-1" })) => {
    const calls: string[] = [];
    const client = {
      async cancelSql(cluster: string, id: string) {
        calls.push(`${cluster}/${id}`);
        return cancel();
      },
    } as unknown as MrsClient;
    return { calls, killer: new MrsKiller(() => client, TARGET) };
  };
  const session = (id: string) => ({ id }) as Session;
  const throwing = (error: Error) =>
    killer(() => {
      throw error;
    }).killer;

  test("is for one statement", async () => {
    const { calls, killer: one } = killer();
    expect(await one.kill([session("s-1")], signal)).toEqual({
      refused: new Map(),
      unanswered: [],
      requestIds: ["r-1"],
    });
    expect(calls).toEqual(["c-1/s-1"]);
    for (const sessions of [[], [session("s-1"), session("s-2")]]) {
      expect((await failure(one.kill(sessions, signal))).constructor).toBe(Error);
    }
    expect(calls).toHaveLength(1);
  });

  test("that failed is a refusal, in MRS's words", async () => {
    const error = new RejectedError("mrs CancelSql was refused: FAILED: no.", {
      ...details,
      ...{ vendorCode: "FAILED", vendorMessage: "no", requestId: "r-2" },
    });
    expect(await throwing(error).kill([session("s-1")], signal)).toEqual({
      refused: new Map([["s-1", { message: "no", code: "FAILED", requestId: "r-2" }]]),
      unanswered: [],
      requestIds: ["r-2"],
    });
  });

  test("of a statement that MRS forgot tells nothing", async () => {
    const error = new NotFoundError("no such statement", details);
    expect(await throwing(error).kill([session("s-1")], signal)).toMatchObject({ unanswered: ["s-1"] });
  });

  test.each([
    new NotFoundError("no such cluster", { ...details, vendorCode: "12000003" }),
    new RejectedError("wrong", { ...details, vendorCode: "MRS.0011" }),
    new NetworkError("lost", { ...details, ambiguous: true }),
  ])("fails with $message", async (error) => {
    expect(await failure(throwing(error).kill([session("s-1")], signal))).toBe(error);
  });
});
