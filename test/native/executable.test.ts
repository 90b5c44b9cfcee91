import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { provider } from "../../src/resources/provider";
import { VERSION } from "../../src/version";
import { ChildPlugin, InProcessPlugin } from "../support/grpc-client";
import { unpacked } from "./support";

describe("the native executable, with no Node.js on the PATH", () => {
  let program: string;
  let folder: string;
  const closing: (() => unknown)[] = [];
  beforeAll(() => {
    program = unpacked();
    folder = mkdtempSync(join(tmpdir(), "dbkill-run-"));
    mkdirSync(join(folder, "tmp"));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => {
    for (const made of [dirname(program), folder]) rmSync(made, { recursive: true });
  });

  const environment = (env: NodeJS.ProcessEnv = {}) => ({
    PATH: "/there-is-no-program-here",
    TMPDIR: join(folder, "tmp"),
    XDG_CACHE_HOME: join(folder, "cache"),
    ...env,
  });
  async function start(env: NodeJS.ProcessEnv = {}) {
    const child = new ChildPlugin([], environment(env), true, program);
    closing.push(() => child.exited);
    closing.push(() => child.process.kill("SIGKILL"));
    await child.ready();
    const client = child.connect();
    closing.push(() => client.close());
    return { child, client };
  }

  test("tells a person what it is", () => {
    const { status, stdout, stderr } = spawnSync(program, [], { env: environment(), encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`dbkill ${VERSION}`);
  });

  test("answers with the schemas of its source, and ends clean", async () => {
    const source = await InProcessPlugin.start(provider);
    closing.push(() => source.close());
    const { child, client } = await start();
    expect(await client.call("GetProviderSchema")).toEqual(await source.client.call("GetProviderSchema"));
    expect(await client.unary("plugin.GRPCController", "Shutdown")).toEqual({});
    expect(await child.exited).toBe(0);
    expect(child.stderr).toBe("");
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  test("has its compiled code with it, and keeps none", async () => {
    const { child, client } = await start();
    await client
      .call("ValidateResourceConfig", { type_name: "dbkill_huawei_das_kill_switch" })
      .catch(() => {});
    await client.unary("plugin.GRPCController", "Shutdown");
    await child.exited;
    expect(existsSync(join(folder, "cache"))).toBe(false);
  });

  test.each(["--require=/there/is/no/such/file.js", "--there-is-no-such-option"])(
    "does not read NODE_OPTIONS: %s",
    async (NODE_OPTIONS) => {
      const { client } = await start({ NODE_OPTIONS });
      expect(Object.keys((await client.call("GetProviderSchema")).resource_schemas)).toContain(
        "dbkill_mysql_session_kill",
      );
    },
  );

  test("serves on loop-back where it is told to", async () => {
    const { child, client } = await start({ DBKILL_PROVIDER_TRANSPORT: "tcp" });
    expect(child.path).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(Object.keys(await client.call("GetProviderSchema"))).toContain("resource_schemas");
  });

  test("ends where it is told to by a signal", async () => {
    const { child } = await start();
    child.process.kill("SIGTERM");
    expect(await child.exited).toBe(0);
  });
});
