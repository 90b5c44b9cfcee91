import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../src/framework/server/certificate";
import { providerFolder } from "../../src/mirror";
import { ChildPlugin, type PluginClient } from "../support/grpc-client";
import { killTask, Workspace } from "../support/workspace";

const TCP = { DBKILL_PROVIDER_TRANSPORT: "tcp" };

describe("the provider on a port of loop-back, as on Windows", () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function start(env: NodeJS.ProcessEnv, tls = true): Promise<ChildPlugin> {
    const child = new ChildPlugin([join(providerFolder(), "check.cjs")], { ...TCP, ...env }, tls);
    closing.push(() => child.exited);
    closing.push(() => child.process.kill("SIGKILL"));
    return child;
  }
  const connect = (child: ChildPlugin, ...own: Parameters<ChildPlugin["connect"]>): PluginClient => {
    const client = child.connect(...own);
    closing.push(() => client.close());
    return client;
  };
  /** A port that is taken, of which the next one is free a moment ago. */
  async function takenPort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => server.close());
    return (server.address() as { port: number }).port;
  }

  test("serves real Terraform", async () => {
    // No unix socket has a path of this length.
    const TMPDIR = mkdtempSync(join(tmpdir(), `dbkill-${"long-".repeat(20)}`));
    closing.push(() => rmSync(TMPDIR, { recursive: true }));
    const workspace = await Workspace.create({}, { ...TCP, TMPDIR });
    closing.push(() => workspace.dispose());
    await workspace.sessions("cdb-1", [{ id: "11", user: "report" }]);
    workspace.write(killTask("reports", { instance_id: '"cdb-1"', match: '{ users = ["report"] }' }));
    const apply = ["apply", "-no-color", "-auto-approve"] as const;
    workspace.terraform.env.DBKILL_PROVIDER_TRANSPORT = "";
    expect(await workspace.terraform.run(...apply)).toMatchObject({ code: 1 });
    workspace.terraform.env.DBKILL_PROVIDER_TRANSPORT = "tcp";
    expect(await workspace.terraform.run(...apply)).toMatchObject({ code: 0 });
    expect(await workspace.running("cdb-1")).toHaveLength(1);
  });

  test("takes the first free port of Terraform's range", async () => {
    const taken = await takenPort();
    const child = await start({ PLUGIN_MIN_PORT: `${taken}`, PLUGIN_MAX_PORT: `${taken + 20}` });
    const [, , network, address] = await child.ready();
    expect(network).toBe("tcp");
    const [host, port] = address!.split(":");
    expect(host).toBe("127.0.0.1");
    expect(Number(port)).toBeGreaterThan(taken);
    expect(Number(port)).toBeLessThanOrEqual(taken + 20);
    expect(Object.keys((await connect(child).call("GetProviderSchema")).resource_schemas)).toContain(
      "dbkill_mysql_session_kill",
    );
    expect(await connect(child).unary("plugin.GRPCController", "Shutdown")).toEqual({});
    expect(await child.exited).toBe(0);
  });

  test("refuses a client with another certificate", async () => {
    const child = await start({});
    await child.ready();
    await expect(connect(child, makeCertificate()).call("GetProviderSchema")).rejects.toThrow();
  });

  test.each([
    ["without Terraform's certificate", {}, false, "PLUGIN_CLIENT_CERT"],
    ["for an empty range", { PLUGIN_MIN_PORT: "20", PLUGIN_MAX_PORT: "10" }, true, "PLUGIN_MIN_PORT 20"],
  ])("does not start %s", async (_, env, tls, named) => {
    const child = await start(env, tls);
    expect(await child.exited).toBe(1);
    expect(child.stdout).toBe("");
    expect(child.stderr).toContain(named);
  });

  test("does not start where every port of the range is taken", async () => {
    const taken = `${await takenPort()}`;
    const child = await start({ PLUGIN_MIN_PORT: taken, PLUGIN_MAX_PORT: taken });
    expect(await child.exited).toBe(1);
    expect(child.stderr).toContain(taken);
  });
});
