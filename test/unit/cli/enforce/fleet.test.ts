import { setTimeout as sleep } from "node:timers/promises";
import { Fleet, type FleetOptions, type PassResult } from "../../../../src/cli/enforce/fleet";
import type { LiveModule } from "../../../../src/cli/live";
import { Secrets } from "../../../../src/cli/secrets";
import type { EngineContext, Listing } from "../../../../src/engine/ports";
import { PolicyMemories } from "../../../../src/engine/runner/history";
import type { Target } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { FakeError, fault } from "../../engine/kill/simulation";
import { policy } from "../../model/policy/support";

const TARGETS = ["a:1", "b:2"].map((instance_id): Target => ({ service: "mysql", instance_id }));

/** Databases whose list is what a test makes of it, by the id of the instance. */
function fleet(
  list: (id: string, signal: AbortSignal) => Promise<Listing>,
  more: Partial<FleetOptions> = {},
) {
  const clock: EngineContext["clock"] = {
    now: () => performance.now(),
    date: () => new Date(),
    sleep: async (ms, signal) => void (await sleep(ms, undefined, { signal })),
  };
  const made = { clients: 0, closed: 0 };
  const live: LiveModule = {
    clients: () => {
      made.clients++;
      return {
        source: ({ service, instance_id }) => ({
          facts: factsOf(service),
          name: instance_id,
          list: (signal) => list(instance_id, signal),
        }),
        killer: () => ({ kill: () => Promise.reject(new Error("nobody is to be killed")) }),
        region: () => "nowhere",
        whereabouts: () => undefined,
        close: async () => {
          made.closed++;
        },
      };
    },
    explain: () => undefined,
    context: (signal) => ({
      clock,
      log: () => {},
      classify: (error) => (error instanceof FakeError ? error.fault : undefined),
      signal,
    }),
  };
  const results: PassResult[] = [];
  const end = new AbortController();
  const it_ = new Fleet({
    live,
    env: {},
    secrets: new Secrets(),
    audit: { write: async () => {} },
    memories: new PolicyMemories(clock),
    passMs: 60_000,
    signal: end.signal,
    dryRun: false,
    mayKill: () => true,
    done: (result) => results.push(result),
    ...more,
  });
  const policies = TARGETS.map((target) => policy({ target }));
  it_.replace(policies, new Set(policies));
  return { fleet: it_, results, made, end, policies };
}

const nobody = async (): Promise<Listing> => ({ sessions: [], complete: true, at: performance.now() });
/** Answers only when it is aborted. */
const hangs = (signal: AbortSignal) =>
  new Promise<Listing>((_, reject) => {
    const abort = () => reject(fault("aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
  });
const of = (results: readonly PassResult[], id: string) =>
  results.filter(({ target }) => target.instance_id === id);

describe("the passes of several databases", () => {
  test("run side by side, those of one never, and one that hangs is broken off in time", async () => {
    let hanging = 0;
    let most = 0;
    const { fleet: it_, results } = fleet(
      async (id, signal) => {
        if (id === "b:2") return nobody();
        most = Math.max(most, ++hanging);
        return hangs(signal).finally(() => hanging--);
      },
      { passMs: 300 },
    );
    for (let at = 0; at < 5; at++) {
      it_.start();
      await sleep(20);
    }
    expect(of(results, "b:2").length).toBeGreaterThan(3);
    await it_.settled();
    expect(most).toBe(1);
    expect(of(results, "a:1")).toMatchObject([{ pass: { failed: true, fault: { kind: "aborted" } } }]);
    await it_.close();
  });

  test("that a shutdown breaks off are no failures", async () => {
    const { fleet: it_, results, end } = fleet((_, signal) => hangs(signal));
    it_.start();
    end.abort();
    await it_.settled();
    expect(results).toMatchObject(TARGETS.map(() => ({ pass: { failed: false, policies: [] } })));
  });

  test("tell of a bug in one, and go on with the others", async () => {
    const {
      fleet: it_,
      results,
      policies,
    } = fleet((id) => (id === "a:1" ? Promise.reject(new TypeError("a bug")) : nobody()));
    it_.start();
    await it_.settled();
    expect(of(results, "a:1")).toEqual([
      { target: TARGETS[0], policies: [policies[0]], bug: expect.any(TypeError) },
    ]);
    expect(of(results, "b:2")).toMatchObject([{ pass: { failed: false } }]);
    it_.start();
    await it_.settled();
    expect(of(results, "a:1")).toHaveLength(2);
  });

  test("make a database's clients anew after its keys were refused, and keep them otherwise", async () => {
    const refusals = [fault("configuration"), fault("failed")];
    const { fleet: it_, made } = fleet((id) => {
      const refusal = id === "a:1" ? refusals.shift() : undefined;
      return refusal ? Promise.reject(refusal) : nobody();
    });
    for (let pass = 0; pass < 4; pass++) {
      it_.start();
      await it_.settled();
    }
    // Those of two databases, those that replace one, and those that tell regions.
    expect(made).toEqual({ clients: 4, closed: 1 });
    await it_.close();
    expect(made.closed).toBe(made.clients);
  });

  test("go on as before where new policies can't be taken up", async () => {
    const { fleet: it_, results, policies } = fleet(nobody);
    const broken = policy({ target: { service: "mysql", instance_id: "broken:1" }, match: {} });
    expect(() => it_.replace([broken, ...policies], new Set([broken, ...policies]))).toThrow();
    it_.start();
    await it_.settled();
    expect(results.map(({ target }) => target.instance_id)).toEqual(["a:1", "b:2"]);
  });

  test("end for a database that no policy is for any more", async () => {
    const { fleet: it_, results, policies, made } = fleet(nobody);
    it_.start();
    await it_.settled();
    it_.replace(policies, new Set(policies.slice(1)));
    for (let pass = 0; pass < 2; pass++) {
      it_.start();
      await it_.settled();
    }
    expect(results.map(({ target }) => target.instance_id)).toEqual(["a:1", "b:2", "b:2", "b:2"]);
    expect(made.closed).toBe(1);
    it_.replace(policies, new Set(policies));
    it_.start();
    await it_.settled();
    expect(of(results, "a:1")).toHaveLength(2);
  });
});
