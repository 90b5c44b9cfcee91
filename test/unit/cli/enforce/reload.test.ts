import { join } from "node:path";
import type { PolicySource, ReadPolicies } from "../../../../src/cli/policies/read";
import { until } from "../../../support/runner";
import { policy } from "../../model/policy/support";
import { Folder } from "../support";
import { enforceIo, start } from "./support";

let mockSource: PolicySource;
jest.mock("../../../../src/cli/policies/source", () => ({ policySource: () => mockSource }));

/** Read, and with nothing to list. */
const read = (...names: string[]): ReadPolicies => ({
  policies: names.map((name) => policy({ name, enabled: false })),
  warnings: [],
});

describe("a source of policies that does not do what it should", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.dispose());

  /** @param changed what it answers after the start */
  const running = async (
    changed: () => Promise<ReadPolicies | undefined>,
    see: (io: ReturnType<typeof enforceIo>, outdated: () => Promise<string>) => Promise<void>,
  ) => {
    let isStarted = false;
    mockSource = {
      limitMs: 100,
      changed: () => {
        if (isStarted) return changed();
        isStarted = true;
        return Promise.resolve(read("first"));
      },
    };
    const io = enforceIo({});
    const listen = { host: "127.0.0.1", port: 0 };
    const done = start({ policies: "p.json", audit: join(folder.path, "audit"), listen }, io);
    const outdated = async () => {
      const [, url] = /listens on (\S+)/.exec(io.printed.err)!;
      const text = await (await fetch(new URL("/metrics", url))).text();
      return /^dbkill_policies_outdated (\d)$/m.exec(text)![1]!;
    };
    const ended = done.then(() => Promise.reject(new Error(`it ended: ${io.printed.err}`)));
    try {
      await until(() => io.printed.err.includes("enforces 1 policy"));
      await Promise.race([see(io, outdated), ended]);
    } finally {
      io.end.abort();
      ended.catch(() => {});
    }
    expect(await done).toBe(0);
    return io.printed.err;
  };
  const count = (text: string, code: string) => text.split(code).length - 1;

  test("is said to be outdated once its time is over, and no longer once it answers", async () => {
    let answer: (read: ReadPolicies | undefined) => void = () => {};
    let calls = 0;
    const hanging = () => {
      calls++;
      return new Promise<ReadPolicies | undefined>((resolve) => {
        answer = resolve;
      });
    };
    const err = await running(hanging, async (io, outdated) => {
      await until(async () => (await outdated()) === "1");
      // Passes go on meanwhile, and ask no second time.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect([calls, count(io.printed.err, "DBKILL_POLICIES_NOT_RELOADED")]).toEqual([1, 1]);
      answer(undefined);
      await until(async () => (await outdated()) === "0", 5);
      await until(() => calls === 2);
      answer(read("first", "second"));
      await until(() => io.printed.err.includes("enforces 2 policies"), 5);
      await until(() => calls === 3);
      answer(undefined);
      io.end.abort();
    }).finally(() => answer(undefined));
    expect(count(err, "DBKILL_POLICIES_NOT_RELOADED")).toBe(1);
  });

  test.each([
    ["at once", 0],
    ["after the pass has gone on without it", 1_300],
  ])("with an error of its own %s keeps the last policies, and does not end the runner", async (_, ms) => {
    let isBroken = true;
    const err = await running(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, isBroken ? ms : 0));
        if (isBroken) throw new TypeError("a bug");
        return read("first", "second");
      },
      async (io, outdated) => {
        await until(() => io.printed.err.includes("DBKILL_UNEXPECTED"));
        expect(await outdated()).toBe("1");
        isBroken = false;
        await until(() => io.printed.err.includes("enforces 2 policies"), 5);
        expect(await outdated()).toBe("0");
      },
    );
    expect(err).toContain("DBKILL_POLICIES_NOT_RELOADED");
  });

  test("whose policies can't be taken up is not forgotten: they are tried again", async () => {
    let isBroken = true;
    const { policies, warnings } = read("first", "second");
    const broken: ReadPolicies = {
      warnings,
      get policies() {
        if (isBroken) throw new TypeError("a bug");
        return policies;
      },
    };
    let isTold = false;
    const once = () => {
      const answer = isTold ? undefined : broken;
      isTold = true;
      return Promise.resolve(answer);
    };
    const err = await running(once, async (io, outdated) => {
      await until(() => io.printed.err.includes("DBKILL_UNEXPECTED"));
      expect(await outdated()).toBe("1");
      isBroken = false;
      await until(() => io.printed.err.includes("enforces 2 policies"), 5);
      expect(await outdated()).toBe("0");
    });
    expect(count(err, "DBKILL_UNEXPECTED")).toBe(1);
  });
});
