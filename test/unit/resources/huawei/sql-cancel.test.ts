import * as fc from "fast-check";
import { SqlCancel, type SqlResult } from "../../../../src/resources/huawei/sql-cancel";
import { NetworkError, NotFoundError, RejectedError, type VendorError } from "../../../../src/vendors";
import type { MrsClient } from "../../../../src/vendors/huawei";

const details = { service: "mrs", remedy: "Look again." };
const refusal = () =>
  new RejectedError("mrs CancelSql was refused.", {
    ...details,
    vendorMessage: "Cancel sql error",
    vendorCode: "MRS.0001",
    requestId: "7f3a",
  });
const lost = () => new NetworkError("The connection was lost.", { ...details, ambiguous: true });

/** A cluster whose statements go through the given statuses, one at each look-up; the last one stays, null is unknown. */
function cluster(
  statements: Record<string, (string | null)[]>,
  refuse: Record<string, () => VendorError> = {},
) {
  const looks = new Map(Object.entries(statements).map(([id, statuses]) => [id, [...statuses]]));
  const cancelled: string[] = [];
  const client = {
    showSql: async (_cluster: string, id: string) => {
      const statuses = looks.get(id) ?? [];
      const status = statuses.length > 1 ? statuses.shift() : statuses[0];
      if (status == null) throw new NotFoundError(`${id} does not exist.`, details);
      return { id, status, statement: `select '${id}'`, message: null };
    },
    cancelSql: async (_cluster: string, id: string) => {
      cancelled.push(id);
      const error = refuse[id]?.();
      if (error) throw error;
    },
  };
  const cancel = (done: SqlResult[] = []) =>
    // The time is over at once: whoever runs on survives without a wait.
    new SqlCancel(client as unknown as MrsClient, "c", Object.keys(statements), done, AbortSignal.abort());
  return { cancel, cancelled };
}

async function outcomesOf(work: SqlCancel, verify = true) {
  const error = await work.run(verify).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return { outcomes: work.results.map(({ sql_id, outcome }) => `${sql_id} ${outcome}`), error };
}

describe("the cancel of MRS statements", () => {
  test.each([
    ["killed", ["RUNNING", "FAILED"]],
    ["killed", ["RUNNING", "CANCELED"]],
    ["killed", ["SOME_NEW_STATE", "FAILED"]],
    ["killed", ["QUEUED", null]],
    ["gone", ["RUNNING", "FINISHED"]],
    ["survived", ["RUNNING", "FINISHING"]],
    ["survived", ["SOME_NEW_STATE", "SOME_NEW_STATE"]],
  ])("is %s where a statement goes from one status to the next: %s", async (outcome, statuses) => {
    const { cancel, cancelled } = cluster({ a: statuses });
    expect((await outcomesOf(cancel())).outcomes).toEqual([`a ${outcome}`]);
    expect(cancelled).toEqual(["a"]);
  });

  test.each(["FINISHED", "FAILED", "CANCELLED"])("is not sent for a statement that is %s", async (status) => {
    const { cancel, cancelled } = cluster({ a: [status] });
    expect(await outcomesOf(cancel())).toEqual({ outcomes: ["a gone"], error: undefined });
    expect(cancelled).toEqual([]);
  });

  test("sends nothing where one statement is unknown, and names it", async () => {
    const { cancel, cancelled } = cluster({ a: ["RUNNING"], b: [null] });
    const { outcomes, error } = await outcomesOf(cancel());
    expect(outcomes).toEqual([]);
    expect(error).toMatchObject({
      summary: "MRS does not know statement b on cluster c",
      path: ["sql_ids", 1],
    });
    expect(cancelled).toEqual([]);
  });

  test("that is refused goes on with the others, and fails with the vendor's words, code and request id", async () => {
    const { cancel } = cluster({ a: ["RUNNING"], b: ["RUNNING", "FAILED"] }, { a: refusal });
    const work = cancel();
    const { outcomes, error } = await outcomesOf(work);
    expect(outcomes).toEqual(["a refused", "b killed"]);
    expect(work.results[0]).toMatchObject({ status_after: "RUNNING", message: "Cancel sql error" });
    expect(error).toMatchObject({
      detail: expect.stringContaining(
        "a: MRS refused to cancel it: Cancel sql error (MRS.0001, request id 7f3a)",
      ),
    });
  });

  test.each([true, false])(
    "that is refused as the statement ends is gone, with verify = %s",
    async (verify) => {
      const { cancel } = cluster({ a: ["RUNNING", "FINISHED"] }, { a: refusal });
      expect(await outcomesOf(cancel(), verify)).toEqual({ outcomes: ["a gone"], error: undefined });
    },
  );

  test("of a statement that is forgotten between look-up and cancel is gone", async () => {
    const forgotten = () => new NotFoundError("a does not exist.", details);
    const { cancel } = cluster({ a: ["RUNNING", null] }, { a: forgotten });
    expect(await outcomesOf(cancel())).toEqual({ outcomes: ["a gone"], error: undefined });
  });

  test("whose answer is lost is judged by a look", async () => {
    const arrived = cluster({ a: ["RUNNING", "FAILED"] }, { a: lost });
    expect(await outcomesOf(arrived.cancel())).toEqual({ outcomes: ["a killed"], error: undefined });

    const unknown = cluster({ a: ["RUNNING", "FAILED"], b: ["RUNNING"], d: ["RUNNING"] }, { b: lost });
    const { outcomes, error } = await outcomesOf(unknown.cancel());
    expect(error).toBeInstanceOf(NetworkError);
    expect(outcomes).toEqual(["a requested", "b requested"]);
  });

  test("leaves alone what is settled already", async () => {
    const { cancel, cancelled } = cluster({ a: ["FAILED"], b: ["RUNNING", "FAILED"] });
    const done: SqlResult = {
      sql_id: "a",
      status_before: "RUNNING",
      status_after: "FAILED",
      outcome: "killed",
      message: null,
    };
    expect((await outcomesOf(cancel([done]))).outcomes).toEqual(["a killed", "b killed"]);
    expect(cancelled).toEqual(["b"]);
  });

  test("sends at most one cancel for each statement that runs, and fails exactly where one runs on", async () => {
    const status = fc.constantFrom("QUEUED", "RUNNING", "FINISHING", "FINISHED", "FAILED");
    const statements = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.tuple(status, status), {
      minKey: 1,
    } as never);
    await fc.assert(
      fc.asyncProperty(statements, async (chosen) => {
        const over = (each: string) => each === "FINISHED" || each === "FAILED";
        const { cancel, cancelled } = cluster(chosen);
        const { outcomes, error } = await outcomesOf(cancel());
        const running = Object.entries(chosen).filter(([, [before]]) => !over(before));
        expect(cancelled).toEqual(running.map(([id]) => id));
        expect(outcomes).toHaveLength(Object.keys(chosen).length);
        expect(error !== undefined).toBe(running.some(([, [, after]]) => !over(after)));
      }),
    );
  });
});
