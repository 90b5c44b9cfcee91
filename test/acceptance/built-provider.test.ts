import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROVIDER_FILES, providerFolder } from "../../src/mirror";
import { provider } from "../../src/resources/provider";
import { ChildPlugin, InProcessPlugin, type PluginClient, value } from "../support/grpc-client";

describe("the built provider", () => {
  let folder: string;
  const closing: (() => unknown)[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-built-"));
    for (const name of PROVIDER_FILES) copyFileSync(join(providerFolder(), name), join(folder, name));
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function start(): Promise<{ child: ChildPlugin; client: PluginClient }> {
    const child = new ChildPlugin([join(folder, "check.cjs")], { XDG_CACHE_HOME: join(folder, "cache") });
    await child.ready();
    const client = child.connect();
    closing.push(
      () => client.close(),
      () => child.process.kill("SIGKILL"),
      () => child.exited,
    );
    return { child, client };
  }

  test("stays small, and carries the library of patterns once", () => {
    const files = PROVIDER_FILES.map((name) => readFileSync(join(folder, name), "latin1"));
    // In bytes: synth writes all of them beside every stack.
    expect(files.join("").length).toBeLessThan(1_000_000);
    expect(files.join("").split("missing argument to repetition operator")).toHaveLength(2);
  });

  test("answers with the schemas of its source, and ends at once, with and without compiled code", async () => {
    const source = await InProcessPlugin.start(provider);
    closing.push(() => source.close());
    const expected = await source.client.call("GetProviderSchema");
    const identities = await source.client.call("GetResourceIdentitySchemas");
    expect(Object.keys(expected.resource_schemas)).toContain("dbkill_tencent_dbbrain_kill_task");
    for (let attempt = 0; attempt < 2; attempt++) {
      const { child, client } = await start();
      expect(await client.call("GetProviderSchema")).toEqual(expected);
      expect(await client.call("GetResourceIdentitySchemas")).toEqual(identities);
      expect(await client.unary("plugin.GRPCController", "Shutdown")).toEqual({});
      expect(await child.exited).toBe(0);
      expect(child.stderr).toBe("");
    }
  });

  test("answers with the schemas without loading its types", async () => {
    const { client } = await start();
    rmSync(join(folder, "types.cjs"));
    const { resource_schemas } = await client.call("GetProviderSchema");
    expect(Object.keys(resource_schemas)).toContain("dbkill_huawei_das_kill_task");
    await expect(client.call("ValidateProviderConfig", { config: value({}) })).rejects.toThrow("types.cjs");
  });
});
