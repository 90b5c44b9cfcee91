import { fault } from "../kill/simulation";
import { mysql, runner } from "./support";

const refused = fault("configuration", { authentication: true, code: "TEST_KEY" });

describe("a key that the service refuses", () => {
  test("is not sent with each pass: after 10 s, then 20, 40, and every minute", async () => {
    const sim = mysql();
    sim.add("1");
    const { run, lines } = runner(sim, [{}]);
    for (let call = 0; call < 100; call++) sim.listMishaps.push({ error: refused });
    const calls: number[] = [];
    const start = sim.time;
    for (let pass = 0; pass <= 200; pass++) {
      const before = sim.lists;
      expect(await run.pass()).toMatchObject({ failed: true, fault: { code: "TEST_KEY" } });
      if (sim.lists > before) calls.push(Math.floor((sim.time - start) / 1_000));
      sim.pass(1_000);
    }
    expect(calls).toEqual([0, 10, 30, 70, 130, 190]);
    // Each pass fails all the same.
    expect(lines.filter(({ code }) => code === "TEST_KEY")).toHaveLength(201);
  });

  test("is used in each pass again once it was accepted, and another failure causes no pause", async () => {
    const sim = mysql();
    const { run } = runner(sim, [{}]);
    sim.listMishaps.push(
      { error: refused },
      undefined,
      { error: fault("configuration") },
      { error: refused },
    );
    await run.pass();
    sim.pass(10_000);
    expect((await run.pass()).failed).toBe(false);
    expect(await run.pass()).toMatchObject({ fault: { code: "TEST_configuration" } });
    expect(await run.pass()).toMatchObject({ fault: { code: "TEST_KEY" } });
    expect(sim.lists).toBe(4);
    sim.pass(9_999);
    await run.pass();
    expect(sim.lists).toBe(4);
    sim.pass(1);
    expect((await run.pass()).failed).toBe(false);
  });
});
