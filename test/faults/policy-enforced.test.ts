import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { until } from "../support/runner";
import { flat } from "../support/text";
import { codes, resource, Workspace } from "../support/workspace";

const TYPE = "dbkill_auto_kill_policy";
const NEEDS = "DBKILL_POLICY_NEEDS_RUNNER";

/** A policy that the vendor's task can express, but for what is added. */
const policy = (name: string, attributes: Record<string, string> = {}, meta = "") =>
  resource(
    TYPE,
    name,
    {
      name: `"${name}"`,
      target: '{ service = "dbbrain", instance_id = "cdb-1" }',
      match: '{ users = ["report"] }',
      ...attributes,
    },
    meta,
  );

interface Warning {
  readonly summary: string;
  readonly detail: string;
}

describe("what Terraform knows of who enforces a policy", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", [{ id: "11", user: "report" }]);
    delete it_.terraform.env.DBKILL_RUNNER_URL;
  });

  /** The warnings with a code of one command, none of them folded. */
  const warnings = async (command: "plan" | "apply", code: string, ...flags: string[]) => {
    const result = await it_.terraform[command]("-json", ...flags);
    expect([result.code, result.code === 0 ? "" : result.output]).toEqual([0, ""]);
    return result.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { diagnostic?: Warning & { severity: string } })
      .flatMap(({ diagnostic }) => (diagnostic?.detail.includes(code) ? [diagnostic] : []));
  };

  describe("without runner_url", () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const many = () =>
      names.map((name) => policy(name, { max_kills: "5" })).join("") +
      policy("vendor") +
      policy("off", { max_kills: "5", enabled: "false" }) +
      policy("over", { max_kills: "5", expires_at: '"2020-01-01T00:00:00Z"' });

    test("one warning of a plan counts the policies that need a runner, also where nothing changes", async () => {
      it_.write(many());
      for (const command of ["plan", "apply", "plan"] as const) {
        const told = await warnings(command, NEEDS);
        const last = told.at(-1)!;
        if (command === "plan") expect(told).toHaveLength(1);
        expect(last.detail).toContain("12 policies");
        expect(last.detail).toContain('"p0" on cdb-1 (max_kills)');
        for (const name of ["vendor", "off", "over"]) expect(last.detail).not.toContain(`"${name}"`);
      }
    });

    test("planned one by one, the last one to be planned counts all, and people see one warning", async () => {
      it_.write(names.map((name) => policy(name, { max_kills: "5" })).join(""));
      const told = await warnings("plan", NEEDS, "-parallelism=1");
      expect(told.filter(({ detail }) => detail.includes("12 policies"))).toHaveLength(1);
      expect(new Set(told.map(({ summary }) => summary)).size).toBe(1);
      const { output } = await it_.terraform.plan("-parallelism=1");
      expect(codes(output, "Warning").filter((code) => code === NEEDS)).toHaveLength(1);
    });

    test("counts a policy of which only the apply knows the database", async () => {
      const target = '{ service = "mysql", instance_id = terraform_data.server.output }';
      it_.write(
        `resource "terraform_data" "server" {\n  input = "db.example.com:3306"\n}\n${policy("new", { target })}`,
      );
      const [told, ...more] = await warnings("plan", NEEDS);
      expect(more).toEqual([]);
      expect(told!.detail).toContain('"new"');
    });

    test("none counts policies that the vendor's task enforces", async () => {
      it_.write(policy("vendor"));
      expect(await warnings("plan", NEEDS)).toEqual([]);
    });
  });

  describe("with runners", () => {
    const servers: Server[] = [];
    /** Answers what `answer` holds. */
    const runner = async (answer: object) => {
      const server = createServer((_, response) => response.end(JSON.stringify(answer)));
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    afterEach(() => {
      for (const server of servers.splice(0)) server.close();
    });
    const reported = async (name: string, more: object = {}) => {
      const { document_hash } = await it_.attributes(`${TYPE}.${name}`);
      return { name, document_hash, last_pass: new Date().toISOString(), status: "enforced", ...more };
    };
    const status = async (name: string) => (await it_.attributes(`${TYPE}.${name}`)).status;

    test("each policy is confirmed by the one of several that has it, at that one's pace", async () => {
      it_.write(policy("a", { max_kills: "5" }) + policy("b", { max_kills: "5" }));
      await it_.terraform.apply();
      const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
      const one = { interval_seconds: 5, policies: [await reported("a")] };
      const two = { interval_seconds: 3_600, policies: [await reported("b", { last_pass: hourAgo })] };
      it_.terraform.env.DBKILL_RUNNER_URL = `${await runner(one)}, ${await runner(two)}`;
      expect(await warnings("apply", "DBKILL_")).toEqual([]);
      expect([await status("a"), await status("b")]).toEqual(["enforced", "enforced"]);
      // One of them is gone: what it has is pending, and nothing else.
      servers.shift()!.close();
      const told = await warnings("apply", "DBKILL_RUNNER_UNREACHABLE");
      expect(told).toHaveLength(1);
      expect([await status("a"), await status("b")]).toEqual(["pending", "enforced"]);
    });

    test("the example's check warns of what is pending, and its precondition fails a pipeline", async () => {
      const text = readFileSync(join(__dirname, "..", "..", "examples", "checks", "main.tf"), "utf8");
      const answer = { interval_seconds: 5, policies: [] as object[] };
      const url = await runner(answer);
      const body = text
        .slice(text.indexOf('variable "confirmed"'))
        .replace('service     = "mysql"', 'service     = "dbbrain"')
        .replace("127.0.0.1:3306", "cdb-1");
      it_.write(body, `provider "dbkill" {\n  runner_url = "${url}"\n}`);
      expect(await it_.terraform.apply()).toMatchObject({ code: 0 });

      const pending = await it_.terraform.plan("-out=pending.plan");
      expect([pending.code, flat(pending.output)]).toEqual([
        0,
        expect.stringContaining("dbbrain/cdb-1/reports is pending"),
      ]);
      const failed = async (plan: string) =>
        ((await it_.terraform.show(plan)).checks as { status: string }[]).filter(
          (check) => check.status === "fail",
        ).length;
      expect(await failed("pending.plan")).toBe(1);
      const strict = await it_.terraform.plan("-var=confirmed=true");
      expect([strict.code, flat(strict.output)]).toEqual([1, expect.stringContaining("is pending")]);

      answer.policies = [await reported("reports")];
      const good = await it_.terraform.plan("-out=good.plan", "-var=confirmed=true");
      expect([good.code, codes(good.output, "Warning")]).toEqual([0, []]);
      expect(await failed("good.plan")).toBe(0);
    });
  });

  test("an edit that expires between plan and apply is applied, and ends the vendor's task", async () => {
    // The clock is the machine's, so the plan has to be made before that time is over.
    const expires = new Date(Date.now() + 20_000).toISOString();
    const body = (more: Record<string, string>) => policy("a", { expires_at: `"${expires}"`, ...more });
    it_.write(body({}));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    it_.write(body({ reason: '"known now"' }));
    expect(await it_.terraform.plan("-out=edit.plan")).toMatchObject({ code: 0 });
    expect(Date.now()).toBeLessThan(Date.parse(expires));
    await until(() => Date.now() > Date.parse(expires));
    const { code, output } = await it_.terraform.run("apply", "-input=false", "-no-color", "edit.plan");
    expect([code, codes(output), output.includes("inconsistent")]).toEqual([0, [], false]);
    expect(await it_.attributes(`${TYPE}.a`)).toMatchObject({ status: "expired", reason: "known now" });
    expect(await it_.running("cdb-1")).toEqual([]);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
  });

  test("an edit of what its task was not started from keeps the task of one that expires later", async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const body = (more: Record<string, string>) => policy("a", { expires_at: `"${expires}"`, ...more });
    it_.write(body({}));
    await it_.terraform.apply();
    const { started_at, ends_at } = await it_.attributes(`${TYPE}.a`);
    it_.write(body({ reason: '"other"' }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.attributes(`${TYPE}.a`)).toMatchObject({ started_at, ends_at, status: "enforced" });
    expect(await it_.calls("CreateKillTask")).toBe(1);
  });

  test("a policy that is only forgotten leaves its task at the vendor, without a warning", async () => {
    it_.write(policy("a"));
    await it_.terraform.apply();
    it_.write(`removed {\n  from = ${TYPE}.a\n  lifecycle {\n    destroy = false\n  }\n}\n`);
    const { code, output } = await it_.terraform.apply();
    expect([code, codes(output, "Warning")]).toEqual([0, []]);
    expect(await it_.running("cdb-1")).toHaveLength(1);
  });

  describe("terraform validate refuses what is known to be impossible", () => {
    const validated = async (attributes: Record<string, string>) => {
      it_.write(`variable "text" {}\nvariable "number" {\n  type = number\n}\n${policy("a", attributes)}`);
      return codes((await it_.terraform.run("validate", "-no-color")).output);
    };
    const vendor = { enforcement: '"vendor"' };

    test.each<[string, Record<string, string>]>([
      ["a cap", { max_kills: "5" }],
      ["an exclude of which nothing is known", { exclude: "{ users = [var.text] }" }],
      [
        "a field that the task lacks, beside one that is not known",
        {
          match: '{ users = [var.text], info_regex = "^select" }',
        },
      ],
      ["a window", { window: '{ start = "09:00", end = "17:00", time_zone = "UTC" }' }],
      ["a server without tasks", { target: '{ service = "mysql", instance_id = "db.example.com:3306" }' }],
    ])("%s that the vendor is to enforce", async (_, more) => {
      expect(await validated({ ...vendor, ...more })).toEqual(["DBKILL_POLICY_NOT_EXPRESSIBLE"]);
    });

    test.each<[string, Record<string, string>]>([
      ["a cap that is not known", { max_kills: "var.number" }],
      [
        "a protected user beside users that are not known",
        {
          match: "{ users = [var.text] }",
          protected_users: '["etl"]',
        },
      ],
      ["a filter of which nothing is known", { match: "{ users = [var.text] }" }],
      [
        "a service that is not known",
        { target: "{ service = var.text, instance_id = var.text }", max_kills: "5" },
      ],
    ])("but not %s", async (_, more) => {
      expect(await validated({ ...vendor, ...more })).toEqual([]);
    });

    test.each(["mysql://u:p@db.example.com", "db.example.com:", "db.example.com:70000"])(
      "the address %s",
      async (address) => {
        const target = `{ service = "mysql", instance_id = "${address}" }`;
        expect(await validated({ target })).toEqual(["DBKILL_TARGET_INVALID"]);
      },
    );
  });
});
