import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunnerProcess, until } from "../support/runner";
import { codes, resource, SECRETS, Workspace } from "../support/workspace";

const ADDRESS = "dbkill_auto_kill_policy.it";

describe("a policy from Terraform to the runner and back", () => {
  let it_: Workspace;
  let runner: RunnerProcess | undefined;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
    await it_.sessions("cdb-1", [
      { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
      { id: "12", user: "etl", duration_seconds: 75, info: "select 2" },
    ]);
  });
  afterAll(async () => {
    runner?.signal("SIGKILL");
    await runner?.ended();
    await it_.dispose();
  });

  const apply = async (attributes: Record<string, string>) => {
    const policy = {
      name: '"it"',
      target: '{ service = "dbbrain", instance_id = "cdb-1" }',
      match: '{ users = ["report"] }',
      max_kills: "5",
      ...attributes,
    };
    it_.write(resource("dbkill_auto_kill_policy", "it", policy));
    const { code, output } = await it_.terraform.apply();
    expect([code, codes(output)]).toEqual([0, []]);
    return codes(output, "Warning");
  };
  const status = async () => (await it_.attributes(ADDRESS)).status;
  /** As a user would: a new file beside the old one, then renamed. */
  const hand = async (file: string) => {
    writeFileSync(`${file}.new`, JSON.stringify(await it_.terraform.show()));
    renameSync(`${file}.new`, file);
  };
  const kills = async () => (await it_.emulator.state()).kills.map(({ session }) => session.id);

  test("is enforced from what terraform show prints, and confirmed at its very revision", async () => {
    const policies = join(it_.directory, "policies.json");
    await apply({});
    expect(await status()).toBe("pending");
    await hand(policies);
    const once = new RunnerProcess(
      ["--terraform-dir", it_.directory, "--once", "--dry-run"],
      it_.terraform.env,
    );
    expect([await once.ended(), once.err]).toEqual([0, expect.stringContaining("would kill 1")]);

    const words = ["--policies", policies, "--interval", "200ms", "--listen", "127.0.0.1:0"];
    runner = new RunnerProcess([...words, "--audit", join(it_.directory, "audit")], it_.terraform.env);
    await until(async () => (await kills()).length === 1);
    expect(await kills()).toEqual(["11"]);
    const url = /listens on (\S+)/.exec(runner.err)![1]!;
    Object.assign(it_.terraform.env, { DBKILL_RUNNER_URL: url });
    await apply({});
    expect(await status()).toBe("enforced");

    // The runner does not have the edit yet.
    expect(await apply({ match: '{ users = ["report", "etl"] }' })).toContain("DBKILL_POLICY_UNCONFIRMED");
    expect(await status()).toBe("pending");
    await hand(policies);
    await until(async () => (await kills()).length === 2);
    await apply({ match: '{ users = ["report", "etl"] }' });
    expect(await status()).toBe("enforced");

    await apply({ match: '{ users = ["report", "etl"] }', mode: '"observe"' });
    await hand(policies);
    await until(() => runner!.err.split("enforces 1 policy").length === 4);
    await apply({ match: '{ users = ["report", "etl"] }', mode: '"observe"' });
    expect(await status()).toBe("observing");

    runner.signal("SIGTERM");
    expect(await runner.ended()).toBe(0);
    for (const secret of Object.values(SECRETS)) expect(runner.err).not.toContain(secret);
  });
});
