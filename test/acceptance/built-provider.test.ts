import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROVIDER_FILES, providerFolder } from "../../src/mirror";
import { provider } from "../../src/resources/provider";
import { ChildPlugin, content, InProcessPlugin, type PluginClient, value } from "../support/grpc-client";

describe("the built provider", () => {
  let folder: string;
  const closing: (() => unknown)[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-built-"));
  });
  beforeEach(() => {
    for (const name of PROVIDER_FILES) copyFileSync(join(providerFolder(), name), join(folder, name));
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function start(env: NodeJS.ProcessEnv = {}): Promise<{ child: ChildPlugin; client: PluginClient }> {
    const child = new ChildPlugin([join(folder, "check.cjs")], {
      XDG_CACHE_HOME: join(folder, "cache"),
      ...env,
    });
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

  test("uses its compiled code, although it changes V8's flags", async () => {
    const cache = join(folder, "other-cache");
    const written: number[][] = [];
    for (let attempt = 0; attempt < 2; attempt++) {
      const { child, client } = await start({ XDG_CACHE_HOME: cache });
      await client.call("ValidateProviderConfig", { config: value({}) });
      await client.unary("plugin.GRPCController", "Shutdown");
      await child.exited;
      const files = readdirSync(join(cache, "dbkill")).map((name) => join(cache, "dbkill", name));
      expect(files).toHaveLength(2);
      written.push(files.map((file) => statSync(file).ino));
    }
    expect(written[1]).toEqual(written[0]);
  });

  test("answers with the schemas without loading its types", async () => {
    const { client } = await start();
    rmSync(join(folder, "types.cjs"));
    const { resource_schemas } = await client.call("GetProviderSchema");
    expect(Object.keys(resource_schemas)).toContain("dbkill_huawei_das_kill_task");
    await expect(client.call("ValidateProviderConfig", { config: value({}) })).rejects.toThrow("types.cjs");
  });

  describe("calls a vendor with what it carries of the HTTP client", () => {
    /** The sessions of a database, by way of a server that answers each connection with this text. */
    async function read(answer: string, through: "endpoint" | "proxy") {
      const heads: string[] = [];
      const server = createServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", (head) => {
          heads.push(head.toString("latin1"));
          socket.end(answer);
        });
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      closing.push(() => server.close());
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { client } = await start(through === "proxy" ? { HTTPS_PROXY: url } : {});
      const tencent = { region: "ap-guangzhou", secret_id: "AKIDexample", secret_key: "secret" };
      const config = value({
        max_retries: 0,
        tencent: through === "endpoint" ? { ...tencent, endpoint_url: url } : tencent,
      });
      expect((await client.call("ConfigureProvider", { config })).diagnostics).toEqual([]);
      const target = { service: "dbbrain", instance_id: "cdb-1", product: "mysql" };
      const { diagnostics, state } = await client.call("ReadDataSource", {
        type_name: "dbkill_sessions",
        config: value({ target }),
      });
      return {
        heads,
        said: diagnostics
          .map(({ summary, detail }: Record<string, string>) => `${summary} ${detail}`)
          .join("\n"),
        state: content(state),
      };
    }

    test("an answer is read", async () => {
      const body = JSON.stringify({ Response: { ProcessList: [], RequestId: "r-1" } });
      const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      const { said, state, heads } = await read(answer, "endpoint");
      expect(said).toBe("");
      expect(state.total).toBe(0);
      expect(heads[0]).toContain("DescribeMySqlProcessList");
    });

    test("an answer that is not HTTP is told in the words of the parser", async () => {
      const { said } = await read("SSH-2.0-OpenSSH_9.6\r\n", "endpoint");
      expect(said).toContain("Response does not match the HTTP/1.1 protocol");
    });

    test("a proxy is asked for a tunnel", async () => {
      const { said, heads } = await read("HTTP/1.1 403 Forbidden\r\n\r\n", "proxy");
      expect(heads[0]).toMatch(/^CONNECT dbbrain\.tencentcloudapi\.com:443 HTTP\/1\.1\r\n/);
      expect(said).toContain("HTTP status 403");
    });
  });
});
