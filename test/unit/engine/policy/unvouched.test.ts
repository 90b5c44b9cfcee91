import { setTimeout as sleep } from "node:timers/promises";
import { type RunnerPolicy, UnvouchedPolicies } from "../../../../src/engine/policy/unvouched";

const policy = (name: string): RunnerPolicy => ({ name, instanceId: "db-1", field: "exclude" });
const names = (all: readonly RunnerPolicy[] | undefined) => all?.map(({ name }) => name);
const { signal } = new AbortController();

describe("the policies that a plan tells of at its end", () => {
  /** Plans one policy, which takes some time. */
  const plan = async (all: UnvouchedPolicies, name: string, ms = 0) => {
    await all.during(() => sleep(ms));
    return names(await all.note(name, policy(name), signal));
  };

  test("are told of once, with those whose plans take longer", async () => {
    const all = new UnvouchedPolicies();
    const told = await Promise.all(["a", "b", "c", "d"].map((name, index) => plan(all, name, index * 150)));
    expect(told.filter(Boolean)).toEqual([["a", "b", "c", "d"]]);
  });

  test("are told of once where each comes soon after the one before", async () => {
    const all = new UnvouchedPolicies();
    const told = await Promise.all(
      ["a", "b", "c", "d", "e"].map(async (name, index) => {
        await sleep(index * 100);
        return plan(all, name);
      }),
    );
    expect(told.filter(Boolean)).toEqual([["a", "b", "c", "d", "e"]]);
  });

  test("are told of by a later one too where they come one by one, which is waited for only once", async () => {
    const all = new UnvouchedPolicies();
    expect(await plan(all, "a")).toEqual(["a"]);
    const waits: Promise<unknown>[] = [plan(all, "b")];
    // It would wait for 200 ms.
    expect(await Promise.race([...waits, sleep(150, "late")])).toEqual(["a", "b"]);
  });

  test("are waited for again where some had company", async () => {
    const all = new UnvouchedPolicies();
    await Promise.all([plan(all, "a"), plan(all, "b")]);
    const told = await Promise.all([plan(all, "c"), plan(all, "d")]);
    expect(told.filter(Boolean)).toEqual([["a", "b", "c", "d"]]);
  });

  test("count once however often they are planned", async () => {
    const all = new UnvouchedPolicies();
    const told = await Promise.all([plan(all, "a"), plan(all, "a")]);
    expect(told.filter(Boolean)).toEqual([["a"]]);
  });

  test("are told of at once where the plan is stopped, and after a plan that failed", async () => {
    const all = new UnvouchedPolicies();
    const end = new AbortController();
    void all.during(() => new Promise(() => {}));
    const told = all.note("a", policy("a"), end.signal);
    end.abort();
    expect(names(await told)).toEqual(["a"]);

    const failing = new UnvouchedPolicies();
    await expect(failing.during(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    expect(await plan(failing, "b")).toEqual(["b"]);
  });
});
