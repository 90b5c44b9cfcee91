import type { SessionSource } from "../../../../src/engine/ports";
import { PolicyMemories } from "../../../../src/engine/runner/history";
import { neededBy } from "../../../../src/engine/runner/needed";
import { TargetRunner } from "../../../../src/engine/runner/pass";
import { policy } from "../../model/policy/support";
import { mysql, TARGET } from "./support";

const when = { active_sessions_at_least: null, matching_at_least: 3, for_seconds: null };

describe("the sessions that policies need", () => {
  test("are those that one of them is about, whether it acts, rests or observes", () => {
    const filters = [{ users: ["a"] }, { users: ["b"] }, { users: ["c"] }];
    const policies = [
      policy({ match: filters[0]!, enabled: false }),
      policy({ match: filters[1]!, mode: "observe", when }),
      policy({ match: filters[2]!, expires_at: "2020-01-01T00:00:00Z" }),
    ];
    expect(neededBy(policies)).toEqual(filters);
  });

  test("are all where one is about everybody, or counts who is active", () => {
    expect(neededBy([policy(), policy({ match: null })])).toBeUndefined();
    expect(neededBy([policy({ when: { ...when, active_sessions_at_least: 2 } })])).toBeUndefined();
  });

  test("are asked for in a pass, unless somebody looks at all", async () => {
    const sim = mysql();
    const asked: unknown[] = [];
    const list: SessionSource["list"] = (signal, keys, needed) => {
      asked.push(needed);
      return sim.source.list(signal, keys);
    };
    const given = policy();
    const memory = new PolicyMemories(sim).of("key", "hash");
    const watched = { now: false };
    const run = new TargetRunner(
      TARGET,
      [{ policy: given, documentHash: "hash", memory, acts: true }],
      { of: () => ({ ...sim.ports, source: { ...sim.source, list } }) },
      { write: async () => {} },
      sim.context(),
      { dryRun: false, mayKill: () => true, needsAll: () => watched.now },
    );
    await run.pass();
    watched.now = true;
    await run.pass();
    expect(asked).toEqual([[given.match], undefined]);
  });
});
