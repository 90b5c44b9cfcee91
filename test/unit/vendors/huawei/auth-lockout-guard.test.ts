import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuthenticationError, NetworkError, NotFoundError } from "../../../../src/vendors";
import { AuthLockoutGuard } from "../../../../src/vendors/huawei/auth-lockout-guard";
import { RefusedKeys } from "../../../../src/vendors/huawei/refused-keys";

const details = { service: "das", remedy: "" };
const REFUSED = new AuthenticationError("refused", { ...details, vendorCode: "APIGW.0301" });

/** Ten calls at once, each answered when it is told to. */
function tenCalls(guard: AuthLockoutGuard) {
  const open: { answer: () => void; fail: (error: Error) => void }[] = [];
  const send = () => new Promise<void>((resolve, reject) => open.push({ answer: resolve, fail: reject }));
  const results = Promise.allSettled(Array.from({ length: 10 }, () => guard.pass(send)));
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { open, results, settled };
}

describe("the guard of a key pair", () => {
  test("sends one call alone, and the others once it was accepted", async () => {
    const { open, results, settled } = tenCalls(new AuthLockoutGuard());
    await settled();
    expect(open).toHaveLength(1);
    open[0]!.answer();
    await settled();
    expect(open).toHaveLength(10);
    for (const { answer } of open) answer();
    expect((await results).every(({ status }) => status === "fulfilled")).toBe(true);
  });

  test("makes no further call after an authentication failure", async () => {
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

describe("across the processes of a run", () => {
  let folder: string;
  let now: number;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "dbkill-test-")), "keys");
    now = Date.now();
  });
  const guard = (pair: string) => new AuthLockoutGuard({ keys: new RefusedKeys(folder, () => now), pair });
  const refuse = (pair: string) =>
    guard(pair)
      .pass(() => Promise.reject(REFUSED))
      .catch(() => undefined);

  test("a refused pair is not sent again, another one is", async () => {
    await refuse("one");
    const send = jest.fn(() => Promise.resolve("ok"));
    await expect(guard("one").pass(send)).rejects.toMatchObject({ code: AuthenticationError.code });
    expect(send).not.toHaveBeenCalled();
    await expect(guard("two").pass(send)).resolves.toBe("ok");
  });

  test("the memory ends after some minutes", async () => {
    await refuse("one");
    now += 11 * 60_000;
    await expect(guard("one").pass(() => Promise.resolve("ok"))).resolves.toBe("ok");
  });

  test("neither names nor contents of its files tell the pair", async () => {
    await refuse("AK-secret");
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(folder, name!), "utf8")).toBe("");
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test("a folder that others can write to, or a link in its place, is not used", async () => {
    mkdirSync(folder, { mode: 0o777 });
    chmodSync(folder, 0o777);
    await refuse("one");
    expect(readdirSync(folder)).toEqual([]);
    await expect(guard("one").pass(() => Promise.resolve("ok"))).resolves.toBe("ok");
  });
});
