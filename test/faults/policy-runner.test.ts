import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { flat } from "../support/text";
import { codes, resource, Workspace } from "../support/workspace";

const ADDRESS = "dbkill_auto_kill_policy.it";

/** What stands for `dbkill enforce --listen`: it answers what a test says. */
class Runner {
  answer: unknown = { policies: [] };
  code = 200;
  asked = 0;
  /** Never answers. */
  hangs = false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Runner> {
    const server = createServer((request, response) => {
      runner.asked++;
      if (runner.hangs) return;
      response.writeHead(request.url === "/v1/policies" ? runner.code : 404, {
        "content-type": "application/json",
      });
      response.end(typeof runner.answer === "string" ? runner.answer : JSON.stringify(runner.answer));
    });
    const runner = new Runner(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return runner;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe("a policy for the runner, which is asked", () => {
  let it_: Workspace;
  let runner: Runner;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", [{ id: "11", user: "report" }]);
    runner = await Runner.start();
    Object.assign(it_.terraform.env, { DBKILL_RUNNER_URL: runner.url });
    it_.write(body());
  });
  afterEach(() => runner.stop());

  const body = (attributes: Record<string, string> = {}) =>
    resource("dbkill_auto_kill_policy", "it", {
      name: '"it"',
      target: '{ service = "dbbrain", instance_id = "cdb-1" }',
      match: '{ users = ["report"] }',
      max_kills: "5",
      ...attributes,
    });
  const ran = async (command: "plan" | "apply", ...flags: string[]) => {
    const { code, output } = await it_.terraform[command](...flags);
    return { code, errors: codes(output), warnings: codes(output, "Warning"), text: flat(output) };
  };
  const status = async () => (await it_.attributes(ADDRESS)).status;
  const confirms = async (more: object = {}) => {
    const { document_hash } = await it_.attributes(ADDRESS);
    const last_pass = new Date().toISOString();
    runner.answer = { policies: [{ name: "it", document_hash, last_pass, status: "enforced", ...more }] };
  };

  test("is pending until the runner confirms this revision, and enforced from then on", async () => {
    expect(await ran("apply")).toMatchObject({
      code: 0,
      warnings: ["DBKILL_POLICY_PREVIEW", "DBKILL_POLICY_UNCONFIRMED"],
    });
    expect(await status()).toBe("pending");
    await confirms();
    expect(await ran("apply")).toMatchObject({ code: 0, warnings: [] });
    expect(await status()).toBe("enforced");
    expect(await ran("plan", "-detailed-exitcode")).toMatchObject({ code: 0, warnings: [] });
    // The next revision is another one.
    it_.write(body({ max_kills: "6" }));
    expect((await ran("apply")).warnings).toContain("DBKILL_POLICY_UNCONFIRMED");
    expect(await status()).toBe("pending");
  });

  test.each([
    ["its last pass was long ago", { last_pass: "2020-01-01T00:00:00Z" }],
    ["there was no pass yet", { last_pass: null }],
    ["its last pass is in the future", { last_pass: "2099-01-01T00:00:00Z" }],
    ["it has another revision", { document_hash: "0".repeat(64) }],
    ["it has a status that confirms nothing", { status: "failing" }],
    ["it has another policy", { name: "another" }],
  ])("is pending where %s", async (_, more) => {
    await ran("apply");
    await confirms();
    await ran("apply");
    expect(await status()).toBe("enforced");
    await confirms(more);
    expect(await ran("apply")).toMatchObject({
      code: 0,
      errors: [],
      warnings: ["DBKILL_POLICY_UNCONFIRMED"],
    });
    expect(await status()).toBe("pending");
  });

  test.each([
    ["is not JSON", () => Object.assign(runner, { answer: "<html>" })],
    ["is not that of a runner", () => Object.assign(runner, { answer: { policies: [{ name: 1 }] } })],
    ["is an error", () => Object.assign(runner, { code: 500 })],
    ["never comes", () => Object.assign(runner, { hangs: true })],
    ["can't be had", () => runner.stop()],
  ])("is pending, with a warning, where the answer %s", async (_, goWrong) => {
    goWrong();
    expect(await ran("apply")).toMatchObject({
      code: 0,
      errors: [],
      warnings: ["DBKILL_POLICY_PREVIEW", "DBKILL_RUNNER_UNREACHABLE"],
    });
    expect(await status()).toBe("pending");
  });

  test("is not asked about where the vendor enforces it", async () => {
    it_.write(body({ max_kills: "null" }));
    expect((await ran("apply")).code).toBe(0);
    expect([await status(), runner.asked]).toEqual(["enforced", 0]);
  });

  test("needs an address of scheme, host and port", async () => {
    it_.write(body(), 'provider "dbkill" {\n  runner_url = "http://user:hush-hush@127.0.0.1/"\n}');
    const { code, errors, text } = await ran("plan");
    expect([code, errors]).toEqual([1, ["DBKILL_RUNNER_URL_INVALID"]]);
    expect(text).not.toContain("hush-hush");
  });
});
