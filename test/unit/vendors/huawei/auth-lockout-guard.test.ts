import { AuthenticationError, NetworkError, NotFoundError } from "../../../../src/vendors";
import { AuthLockoutGuard } from "../../../../src/vendors/huawei/auth-lockout-guard";

const details = { service: "das", remedy: "" };
const REFUSED = new AuthenticationError("refused", { ...details, vendorCode: "APIGW.0301" });

/** Ten calls at once, each answered when it is told to. */
function tenCalls(gate: AuthLockoutGuard) {
  const open: { answer: () => void; fail: (error: Error) => void }[] = [];
  const send = () => new Promise<void>((resolve, reject) => open.push({ answer: resolve, fail: reject }));
  const results = Promise.allSettled(Array.from({ length: 10 }, () => gate.pass(send)));
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { open, results, settled };
}

describe("a key's gate", () => {
  test("lets one call through, and the others once it was accepted", async () => {
    const { open, results, settled } = tenCalls(new AuthLockoutGuard());
    await settled();
    expect(open).toHaveLength(1);
    open[0]!.answer();
    await settled();
    expect(open).toHaveLength(10);
    for (const { answer } of open) answer();
    expect((await results).every(({ status }) => status === "fulfilled")).toBe(true);
  });

  test("is shut after one call that was not accepted", async () => {
    const { open, results, settled } = tenCalls(new AuthLockoutGuard());
    await settled();
    open[0]!.fail(REFUSED);
    for (const result of await results) expect(result).toMatchObject({ status: "rejected", reason: REFUSED });
    expect(open).toHaveLength(1);
  });

  test.each([
    [
      "an answer about something else tells that the key is known",
      new NotFoundError("no", { ...details, vendorCode: "DAS.200114" }),
      10,
    ],
    [
      "a lost connection tells nothing, so that the next call goes alone",
      new NetworkError("reset", details),
      2,
    ],
  ])("%s", async (_what, error, calls) => {
    const { open, settled } = tenCalls(new AuthLockoutGuard());
    await settled();
    open[0]!.fail(error);
    await settled();
    expect(open).toHaveLength(calls);
  });
});
