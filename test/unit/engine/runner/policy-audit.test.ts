import { PolicyMemories } from "../../../../src/engine/runner/history";
import { errors, mysql, runner, short } from "./support";

describe("an audit that fails after kills", () => {
  test("leaves the tally of the pass, and the outcomes come first once it can be written again", async () => {
    const sim = mysql();
    sim.add("1");
    sim.add("2");
    const { run, lines, audit } = runner(sim, [{ max_kills_per_hour: 2 }]);
    audit.before = ({ outcome }) => {
      audit.full ||= outcome !== undefined;
    };
    const pass = await run.pass();
    expect(pass).toMatchObject({
      failed: true,
      policies: [{ killed: { killed: 2 }, events: [{ code: "DBKILL_AUDIT_FAILED" }] }],
    });
    expect(short(lines)).toEqual(["killed 1", "killed 2"]);
    audit.before = () => undefined;
    sim.add("3");
    // Nothing is killed for as long as something is owed.
    expect((await run.pass()).failed).toBe(true);
    expect(sim.requests).toHaveLength(2);
    audit.full = false;
    expect((await run.pass()).policies[0]).toMatchObject({ capped: true, killed: {} });
    expect(short(lines)).toEqual([
      "killed 1",
      "killed 2",
      "killed 1 killed",
      "killed 2 killed",
      "capped max_kills_per_hour",
      "spared 3 capped",
      "pass",
    ]);
  });

  test("owes what was called off too, also to the runner of a changed policy", async () => {
    const sim = mysql();
    sim.add("1");
    const memories = new PolicyMemories(sim);
    let stop = true;
    const { run, lines, audit } = runner(sim, [{}], {
      memories,
      killer: {
        kill: () => {
          throw Object.assign(new Error(), { fault: undefined });
        },
      },
      mayKill: () => {
        // The stop file comes right before the request.
        stop = !stop;
        return !stop;
      },
    });
    audit.before = ({ event }) => {
      audit.full ||= event === "error";
    };
    await run.pass();
    expect(short(lines)).toEqual(["killed 1"]);
    audit.before = () => undefined;
    audit.full = false;
    await runner(sim, [{}], { memories, audit, mayKill: () => false }).run.pass();
    expect(errors(lines)).toEqual([["DBKILL_KILLS_STOPPED", "1"]]);
  });
});

test("an audit that fails while kills are begun calls off those that it has, and kills nobody", async () => {
  const sim = mysql();
  for (const id of ["1", "2", "3"]) sim.add(id);
  const { run, lines, audit } = runner(sim, [{}]);
  audit.before = ({ session }) => {
    audit.full ||= session?.id === "3";
  };
  await run.pass();
  expect([short(lines), sim.requests]).toEqual([["killed 1", "killed 2"], []]);
  audit.before = () => undefined;
  audit.full = false;
  await run.pass();
  expect(errors(lines)).toEqual([
    ["DBKILL_AUDIT_FAILED", "1"],
    ["DBKILL_AUDIT_FAILED", "2"],
  ]);
  expect(sim.live).toEqual([]);
});
