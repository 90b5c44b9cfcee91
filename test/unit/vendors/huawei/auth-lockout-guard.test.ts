import { execFile } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  AbortedError,
  AuthenticationError,
  NetworkError,
  NotFoundError,
  ThrottledError,
} from "../../../../src/vendors";
import { DasClient } from "../../../../src/vendors/huawei";
import { AuthLockoutGuard } from "../../../../src/vendors/huawei/auth-lockout-guard";
import { RefusedKeys } from "../../../../src/vendors/huawei/refused-keys";
import { eagerHttp, failure } from "../support/dbbrain";
import { done, huaweiAt, huaweiOptions, INSTANCE_ID } from "../support/huawei";
import { answer, RawServer } from "../support/raw-server";

const details = { service: "das", remedy: "" };
const CALL = { service: "das", action: "query-process-list" };
const REFUSED = new AuthenticationError("refused", { ...details, vendorCode: "APIGW.0301" });

/** Ten calls at once, each answered when it is told to. */
function tenCalls(guard: AuthLockoutGuard) {
  const open: { answer: () => void; fail: (error: Error) => void }[] = [];
  const send = () => new Promise<void>((resolve, reject) => open.push({ answer: resolve, fail: reject }));
  const results = Promise.allSettled(Array.from({ length: 10 }, () => guard.pass(CALL, send)));
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
    const [first, ...others] = await results;
    expect(first).toEqual({ status: "rejected", reason: REFUSED });
    for (const { reason } of others as PromiseRejectedResult[])
      expect(reason).toBeInstanceOf(AuthenticationError);
    expect(open).toHaveLength(1);
  });

  test("a call that gets no answer, as in a region that is down, holds each next one back for a moment alone", async () => {
    const guard = new AuthLockoutGuard(undefined, { accepted: false }, 20);
    const { open, settled } = tenCalls(guard);
    await settled();
    expect(open).toHaveLength(1);
    while (open.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await settled();
    expect(open).toHaveLength(2);
    open[1]!.answer();
    await settled();
    expect(open).toHaveLength(10);
    // The late answer of the first one changes nothing.
    open[0]!.answer();
    await settled();
    await expect(guard.pass(CALL, () => Promise.resolve("ok"))).resolves.toBe("ok");
  });

  test("a region that is down does not hold back the other regions for all of its databases", async () => {
    const guard = new AuthLockoutGuard(undefined, { accepted: false }, 20);
    const sent: string[] = [];
    const end = new AbortController();
    const send = (host: string) =>
      guard.pass({ ...CALL, host }, async () => {
        sent.push(host);
        if (host === "down" && !end.signal.aborted) await once(end.signal, "abort");
      });
    const down = Array.from({ length: 10 }, () => send("down"));
    await send("up");
    expect(sent.slice(0, 2)).toEqual(["down", "up"]);
    end.abort();
    await Promise.all(down);
  });

  test("a call that was held back names itself, and has no request id of another one", async () => {
    const guard = new AuthLockoutGuard();
    const refused = new AuthenticationError("mrs ShowSqlResult was refused.", {
      service: "mrs",
      action: "ShowSqlResult",
      vendorCode: "APIGW.0301",
      vendorMessage: "verify aksk signature fail",
      requestId: "of-another",
      remedy: "Check the secret key.",
    });
    const first = failure(
      guard.pass({ service: "mrs", action: "ShowSqlResult" }, () => Promise.reject(refused)),
    );
    const held = failure(guard.pass(CALL, () => Promise.resolve()));
    expect(await first).toBe(refused);
    expect(await held).toMatchObject({
      ...CALL,
      code: AuthenticationError.code,
      vendorCode: "APIGW.0301",
      requestId: undefined,
      remedy: "Check the secret key.",
    });
    expect((await held).message).not.toMatch(/mrs|ShowSqlResult/);
  });

  test.each([
    [
      "an answer about something else tells that the key is known",
      new NotFoundError("no", { ...details, vendorCode: "DAS.200114" }),
      10,
    ],
    ["a lost connection tells nothing: the next call goes alone", new NetworkError("reset", details), 2],
    [
      "throttling by the gateway tells nothing: the next call goes alone",
      new ThrottledError("slow", { ...details, vendorCode: "APIGW.0308" }),
      2,
    ],
  ])("%s", async (_what, error, calls) => {
    const { open, settled } = tenCalls(new AuthLockoutGuard());
    await settled();
    open[0]!.fail(error);
    await settled();
    expect(open).toHaveLength(calls);
  });

  test("an abort ends the waiting for the first call, whose answer is still heard", async () => {
    const guard = new AuthLockoutGuard();
    const abort = new AbortController();
    const first = guard.pass(CALL, () => new Promise(() => {}));
    const send = jest.fn(() => Promise.reject(abort.signal.reason));
    const waiting = guard.pass(CALL, send, abort.signal);
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(first).toBeInstanceOf(Promise);
  });

  test("a call whose signal was aborted before sends nothing", async () => {
    const server = await RawServer.start(done());
    const http = eagerHttp();
    try {
      const { das } = huaweiAt(server.url, http);
      const error = await failure(das.getKillSwitch(INSTANCE_ID, { signal: AbortSignal.abort() }));
      expect(error).toBeInstanceOf(AbortedError);
      expect(server.requests).toHaveLength(0);
    } finally {
      await http.close();
      await server.close();
    }
  });
});

describe("the memory of refused pairs", () => {
  let folder: string;
  let now: number;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "dbkill-test-")), "keys");
    now = Date.now();
  });
  const guard = (pair: string) => new AuthLockoutGuard({ keys: new RefusedKeys(folder, () => now), pair });
  const refuse = (pair: string) =>
    guard(pair)
      .pass(CALL, () => Promise.reject(REFUSED))
      .catch(() => undefined);

  test("a refused pair is not sent again, another one is", async () => {
    await refuse("one");
    const send = jest.fn(() => Promise.resolve("ok"));
    await expect(guard("one").pass(CALL, send)).rejects.toMatchObject({
      ...CALL,
      code: AuthenticationError.code,
    });
    expect(send).not.toHaveBeenCalled();
    await expect(guard("two").pass(CALL, send)).resolves.toBe("ok");
  });

  test("the memory ends after some minutes", async () => {
    await refuse("one");
    now += 11 * 60_000;
    await expect(guard("one").pass(CALL, () => Promise.resolve("ok"))).resolves.toBe("ok");
  });

  test("neither names nor contents of its files tell the pair", async () => {
    await refuse("AK-secret");
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(folder, name!), "utf8")).toBe("");
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test("a refusal from the future is not believed: the clock was wrong then", async () => {
    now += 60 * 60_000;
    await refuse("one");
    now -= 60 * 60_000;
    await expect(guard("one").pass(CALL, () => Promise.resolve("ok"))).resolves.toBe("ok");
  });

  test("old refusals are removed", async () => {
    await refuse("one");
    now += 11 * 60_000;
    await refuse("two");
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("a folder that others can open is not used", async () => {
    mkdirSync(folder, { mode: 0o777 });
    chmodSync(folder, 0o777);
    await refuse("one");
    expect(readdirSync(folder)).toEqual([]);
    await expect(guard("one").pass(CALL, () => Promise.resolve("ok"))).resolves.toBe("ok");
  });

  test("a link in the folder's place is not followed", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "dbkill-test-"));
    symlinkSync(elsewhere, folder);
    await refuse("one");
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("a link in a file's place is not followed", async () => {
    await refuse("one");
    const file = join(folder, readdirSync(folder)[0]!);
    const precious = join(mkdtempSync(join(tmpdir(), "dbkill-test-")), "precious");
    writeFileSync(precious, "text");
    rmSync(file);
    symlinkSync(precious, file);
    await refuse("one");
    expect(readFileSync(precious, "utf8")).toBe("text");
    await expect(guard("one").pass(CALL, () => Promise.resolve("ok"))).resolves.toBe("ok");
  });

  test("a temporary folder that can't be used is no failure", async () => {
    folder = join("/dev/null", "keys");
    await refuse("one");
    await expect(guard("one").pass(CALL, () => Promise.resolve("ok"))).resolves.toBe("ok");
  });
});

describe("the pipelines of one process, as a runner has one for each database", () => {
  test.each([
    ["a folder that remembers", (folder: string) => folder],
    ["no such folder", () => "/dev/null/keys"],
  ])("make one call with a refused pair, with %s", async (_what, folderOf) => {
    const keys = new RefusedKeys(folderOf(join(mkdtempSync(join(tmpdir(), "dbkill-test-")), "keys")));
    const server = await RawServer.start(answer(401, { error_code: "APIGW.0301", error_msg: "signature" }));
    const https = Array.from({ length: 8 }, () => eagerHttp());
    const ask = (http: (typeof https)[number]) =>
      failure(
        new DasClient({ ...huaweiOptions(server.url, http), refusedKeys: keys }).getKillSwitch(INSTANCE_ID),
      );
    try {
      for (const error of await Promise.all(https.map(ask)))
        expect(error).toBeInstanceOf(AuthenticationError);
      expect(server.requests).toHaveLength(1);
      // Clients that are made anew, as after each pass that failed.
      const renewed = eagerHttp();
      https.push(renewed);
      expect(await ask(renewed)).toBeInstanceOf(AuthenticationError);
      expect(server.requests).toHaveLength(1);
    } finally {
      for (const http of https) await http.close();
      await server.close();
    }
  });
});

describe("the processes of a run", () => {
  const PROGRAM = join(__dirname, "..", "support", "huawei-program.ts");

  /** What a process of its own gets from one call with this secret key: the error's code and its remedy. */
  async function run(url: URL, secretKey: string, folder: string): Promise<{ code: string; remedy: string }> {
    const args = ["--import", "tsx", PROGRAM, url.href, secretKey];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, TMPDIR: folder },
    });
    return JSON.parse(stdout);
  }

  test("make one call with a refused pair; another secret is tried at once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dbkill-test-"));
    const server = await RawServer.start(answer(401, { error_code: "APIGW.0301", error_msg: "signature" }));
    try {
      await expect(run(server.url, "wrong", folder)).resolves.toMatchObject({
        code: AuthenticationError.code,
      });
      expect(server.requests).toHaveLength(1);

      const second = await run(server.url, "wrong", folder);
      expect(second.code).toBe(AuthenticationError.code);
      expect(server.requests).toHaveLength(1);
      const [keys] = readdirSync(folder).filter((name) => name.startsWith("dbkill-refused-keys-"));
      const [file] = readdirSync(join(folder, keys!));
      expect(second.remedy).toContain(join(folder, keys!, file!));

      await run(server.url, "another", folder);
      expect(server.requests).toHaveLength(2);

      rmSync(join(folder, keys!, file!));
      await run(server.url, "wrong", folder);
      expect(server.requests).toHaveLength(3);
    } finally {
      await server.close();
    }
  });
});
