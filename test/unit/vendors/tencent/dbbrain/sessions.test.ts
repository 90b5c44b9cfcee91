import type { Session } from "../../../../../src/model";
import { NetworkError, RejectedError, ThrottledError } from "../../../../../src/vendors/shared/errors";
import type { DbbrainClient } from "../../../../../src/vendors/tencent";
import {
  DbbrainKiller,
  type DbbrainKillerOptions,
  DbbrainSessions,
} from "../../../../../src/vendors/tencent/dbbrain/sessions";
import type { CommitKillInput, PrepareKillInput } from "../../../../../src/vendors/tencent/dbbrain/types";
import { failure } from "../../support/dbbrain";

const TARGET = { service: "dbbrain", instance_id: "cdb-1", product: "cynosdb" } as const;
const { signal } = new AbortController();
const details = { service: "dbbrain", remedy: "" };

const time = { ms: 0 };
const clock = { now: () => time.ms };
beforeEach(() => {
  time.ms = 1_000;
});

describe("the sessions that DBbrain lists", () => {
  /** An instance with so many sessions, whose vendor lists up to `most` of them and refuses a larger limit. */
  function source(sessions: number, most: number) {
    const client = {
      describeMySqlProcessList: async ({ Limit, ...instance }: { Limit: number }) => {
        expect(instance).toEqual({ InstanceId: "cdb-1", Product: "cynosdb" });
        time.ms += 5;
        if (Limit > most) throw new RejectedError("Limit is too large", details);
        return Array.from({ length: Math.min(sessions, Limit) }, (_, index) => ({
          ID: `${index + 1}`,
          ...{ User: "report", Host: "10.0.0.7:51234", DB: "shop", Command: "Query" },
          ...{ State: "executing", Time: "75", Info: "select 1" },
        }));
      },
    } as unknown as DbbrainClient;
    return new DbbrainSessions(() => client, TARGET, clock);
  }

  test.each([
    [3, 10_000, 3, true, 1_005],
    [1_000, 10_000, 1_000, true, 1_010],
    [5_000, 10_000, 5_000, true, 1_010],
    [20_000, 10_000, 10_000, false, 1_010],
    // The time of the answer that was used, not that of the refusal.
    [5_000, 1_000, 1_000, false, 1_005],
  ])("of %d with a limit of %d are %d, all of them: %s", async (sessions, most, listed, complete, at) => {
    const listing = await source(sessions, most).list(signal);
    expect(listing).toMatchObject({ complete, at });
    expect(listing.sessions).toHaveLength(listed);
  });

  test("are sessions in our words", async () => {
    expect((await source(1, 10_000).list(signal)).sessions).toEqual([
      {
        ...{ id: "1", user: "report", host: "10.0.0.7:51234", database: "shop", command: "Query" },
        ...{ state: "executing", duration_seconds: 75, info: "select 1" },
      },
    ]);
  });

  test("are not known where the vendor refuses to list any", async () => {
    expect(await failure(source(3, 10).list(signal))).toBeInstanceOf(RejectedError);
  });

  test("are of an instance whose name is safe to show", () => {
    const source = new DbbrainSessions(
      () => undefined as never,
      { ...TARGET, instance_id: "cdb\u001b[2J" },
      clock,
    );
    expect(source.name).toBe("cdb\\x1b[2J");
  });
});

describe("a kill by DBbrain", () => {
  const session = (id: string) => ({ id, user: "report" }) as Session;
  const BIG = "18446744073709551615";

  /** A vendor that commits what `commit` says, and all it was asked for by default. */
  function vendor(
    commit: (threads: readonly string[]) => readonly string[] = (threads) => threads,
    prepare: (input: PrepareKillInput) => void = () => {},
  ) {
    const calls: string[] = [];
    let prepared: readonly string[] = [];
    const client = {
      async prepareKill(input: PrepareKillInput) {
        calls.push(`prepare ${input.Threads.join(",")}${input.RecordHistory ? " with history" : ""}`);
        expect(input).toMatchObject({ InstanceId: "cdb-1", Product: "cynosdb" });
        prepare(input);
        prepared = input.Threads;
        return { sqlExecId: "x", requestId: "r-prepare" };
      },
      async commitKill(input: CommitKillInput) {
        calls.push("commit");
        expect(input).toEqual({ InstanceId: "cdb-1", Product: "cynosdb", SqlExecId: "x" });
        return { threads: [...commit(prepared)], requestId: "r-commit" };
      },
    } as unknown as DbbrainClient;
    const killer = (options?: DbbrainKillerOptions) =>
      new DbbrainKiller(() => client, TARGET, clock, options);
    return { calls, killer };
  }
  const invalid = () =>
    new RejectedError("no such thread", { ...details, vendorCode: "InvalidParameterValue" });

  test("prepares and commits once, with all digits of the ids", async () => {
    const { calls, killer } = vendor();
    expect(await killer().kill([session("11"), session(BIG)], signal)).toEqual({
      refused: new Map(),
      unanswered: [],
      requestIds: ["r-prepare", "r-commit"],
    });
    expect(calls).toEqual([`prepare 11,${BIG} with history`, "commit"]);
  });

  test("leaves unanswered what Commit does not name, as where it comes too late", async () => {
    const some = vendor(() => ["12"]);
    expect(await some.killer().kill([session("11"), session("12")], signal)).toMatchObject({
      unanswered: ["11"],
    });
    const none = vendor(() => []);
    expect(await none.killer().kill([session("11"), session("12")], signal)).toMatchObject({
      unanswered: ["11", "12"],
    });
  });

  test("is unanswered where Commit is refused after ten seconds, and refused before", async () => {
    const late = (ms: number) =>
      vendor(() => {
        time.ms += ms;
        throw invalid();
      }).killer();
    expect(await late(10_001).kill([session("11")], signal)).toEqual({
      refused: new Map(),
      unanswered: ["11"],
      requestIds: ["r-prepare"],
    });
    expect(await failure(late(9_000).kill([session("11")], signal))).toBeInstanceOf(RejectedError);
  });

  test("is never repeated where Commit fails", async () => {
    const lost = new NetworkError("lost", { ...details, ambiguous: true });
    const { calls, killer } = vendor(() => {
      time.ms += 60_000;
      throw lost;
    });
    expect(await failure(killer().kill([session("11")], signal))).toBe(lost);
    expect(calls).toEqual(["prepare 11 with history", "commit"]);
  });

  test("prepares once more without the check where one of several sessions has ended", async () => {
    const { calls, killer } = vendor(
      () => ["12"],
      ({ RecordHistory }) => {
        if (RecordHistory) throw invalid();
      },
    );
    expect(await killer().kill([session("11"), session("12")], signal)).toMatchObject({ unanswered: ["11"] });
    expect(calls).toEqual(["prepare 11,12 with history", "prepare 11,12", "commit"]);
  });

  test.each([
    ["one session", ["11"], undefined, invalid()],
    ["a kill without history", ["11", "12"], { recordHistory: false }, invalid()],
    [
      "any other refusal",
      ["11", "12"],
      undefined,
      new RejectedError("no", { ...details, vendorCode: "OperationDenied" }),
    ],
    ["throttling", ["11", "12"], undefined, new ThrottledError("slow", { ...details, retryable: true })],
  ])("fails where Prepare fails for %s, and commits nothing", async (_what, ids, options, error) => {
    const { calls, killer } = vendor(undefined, () => {
      throw error;
    });
    expect(await failure(killer(options).kill(ids.map(session), signal))).toBe(error);
    expect(calls).toHaveLength(1);
  });
});
