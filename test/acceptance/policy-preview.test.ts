import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaErrors } from "../support/json-schema";
import { resource, SECRETS, Workspace } from "../support/workspace";

const MAIN = join(__dirname, "..", "..", "lib", "cli", "main.js");

/** Where the time of a command ends that has nothing left to do but an open connection. */
const PROMPT_MS = 3_000;

describe("the built commands that look at policies", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", [
      { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
      { id: "12", user: "report", duration_seconds: 5, info: "select 2" },
    ]);
  });

  /** Runs `dbkill` as a process with the environment that Terraform has. */
  const dbkill = (...words: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const { env, directory: cwd } = it_.terraform;
      execFile(process.execPath, [MAIN, ...words], { env, cwd }, (error, out, err) => {
        for (const text of [out, err]) expect(text).not.toContain(SECRETS.key);
        resolve({ code: error ? Number(error.code) : 0, out, err });
      });
    });
  const save = (name: string, content: unknown) => {
    writeFileSync(join(it_.directory, name), JSON.stringify(content));
    return name;
  };
  const policy = (name: string, attributes: Record<string, string> = {}) =>
    resource("dbkill_auto_kill_policy", name, {
      name: `"${name}"`,
      target: '{ service = "dbbrain", instance_id = "cdb-1" }',
      enforcement: '"runner"',
      match: '{ users = ["report"] }',
      ...attributes,
    });
  const victims = (out: string) => {
    const printed = JSON.parse(out);
    expect(schemaErrors("preview", printed)).toEqual([]);
    return printed.policies.map((each: { name: string; victims: { id: string }[] }) => [
      each.name,
      ...each.victims.map(({ id }) => id),
    ]);
  };

  test("take policies from a plan, and after apply from the state, of Terraform", async () => {
    it_.write(policy("a", { exclude: "{ min_duration_seconds = 60 }" }) + policy("b", { priority: "-1" }));
    await it_.terraform.must("plan", "-no-color", "-out=policies.plan");
    const plan = save("plan.json", await it_.terraform.show("policies.plan"));
    const planned = await dbkill("preview", "--policies", plan, "--format", "json");
    expect([planned.code, planned.err]).toEqual([0, ""]);
    expect(victims(planned.out)).toEqual([
      ["a", "12"],
      ["b", "11"],
    ]);

    await it_.terraform.must("apply", "-no-color", "-auto-approve", "policies.plan");
    const state = save("state.json", await it_.terraform.show());
    const applied = await dbkill("preview", "--policies", state, "--policy", "b", "--format", "json");
    expect(victims(applied.out)).toEqual([["b", "11"]]);
    expect((await it_.emulator.state()).kills).toEqual([]);

    const why = await dbkill("explain", "b", "--session", "12", "--policies", state);
    expect(why.code).toBe(0);
    expect(why.out).toContain("Policy a kills it");
    await it_.terraform.destroy();
  });

  test("end with 0, 1, 2 or 3, and at once", async () => {
    const target = { service: "dbbrain", instance_id: "cdb-1" };
    const one = { name: "report", target, match: { users: ["report"] } };
    const file = (...policies: object[]) => save("policies.json", { version: 1, policies });
    const ends = async (...policies: object[]) => {
      const began = performance.now();
      const { code, err } = await dbkill("preview", "--policies", file(...policies));
      expect(performance.now() - began).toBeLessThan(PROMPT_MS);
      return [code, err];
    };
    expect(await ends(one)).toEqual([0, ""]);
    expect(await ends({ ...one, target: { ...target, instance_id: "cdb-gone" } })).toEqual([
      1,
      expect.stringContaining("dbkill: dbbrain cdb-gone: "),
    ]);
    expect(await ends({ ...one, match: { usres: ["report"] } })).toEqual([
      2,
      expect.stringContaining("policies.json: policies[0].match.usres: "),
    ]);
    expect(await ends({ ...one, max_kills: 1 })).toEqual([3, ""]);
  });
});
