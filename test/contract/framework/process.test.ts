import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleProvider } from "../../../scripts/provider-executable";
import { makeCertificate } from "../../../src/framework/server/certificate";
import { ChildPlugin, content, PluginClient, value } from "../../support/grpc-client";
import { NO_THING, TOY_PROGRAM } from "../../support/toy-provider";

const THING = { ...NO_THING, name: "slow", note: "slow", size: 3, zone: "z" };

describe("a provider's process", () => {
  let directory: string;
  let file: string;
  const children: ChildPlugin[] = [];
  const clients: PluginClient[] = [];

  const start = async (env: NodeJS.ProcessEnv = {}, tls = true) => {
    const child = new ChildPlugin([file], env, tls);
    children.push(child);
    await child.ready();
    return child;
  };
  const connect = (child: ChildPlugin, ...own: Parameters<ChildPlugin["connect"]>) => {
    const client = child.connect(...own);
    clients.push(client);
    return client;
  };
  /** A create that lasts until its signal aborts; resolves once it is under way. */
  const slowCreate = (client: PluginClient, thing: object = THING) =>
    client.call("ApplyResourceChange", {
      type_name: "toy_thing",
      planned_state: value(thing),
      config: value(thing),
    });

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "plugin-process-"));
    file = join(directory, "toy.js");
    bundleProvider(file, { entryPoints: [TOY_PROGRAM] });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    for (const child of children.splice(0)) {
      child.process.kill("SIGKILL");
      await child.exited;
    }
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("tells where it listens, in a directory that only the user can enter", async () => {
    const child = await start();
    const [core, protocol, network, path, kind, certificate] = child.stdout.trim().split("|");
    expect([core, protocol, network, kind]).toEqual(["1", "6", "unix", "grpc"]);
    expect(statSync(dirname(path!)).mode & 0o777).toBe(0o700);
    expect(certificate).not.toContain("=");
    const { subjectAltName, checkHost } = new X509Certificate(Buffer.from(certificate!, "base64"));
    expect(subjectAltName).toBe("DNS:localhost");
    expect(checkHost).toBeDefined();
  });

  test("puts its socket where PLUGIN_UNIX_SOCKET_DIR says", async () => {
    const child = await start({ PLUGIN_UNIX_SOCKET_DIR: directory });
    expect(child.path.startsWith(`${directory}/`)).toBe(true);
  });

  test("answers a client that shows the certificate Terraform announced", async () => {
    const child = await start();
    const client = connect(child);
    expect(await client.call("GetMetadata")).toMatchObject({
      resources: [{ type_name: "toy_thing" }, { type_name: "toy_fixed" }],
      server_capabilities: { plan_destroy: true, get_provider_schema_optional: true },
    });
    expect(await client.unary("grpc.health.v1.Health", "Check", { service: "plugin" })).toEqual({
      status: "SERVING",
    });
    await expect(client.unary("grpc.health.v1.Health", "Check", { service: "other" })).rejects.toThrow(
      "NOT_FOUND",
    );
  });

  test("refuses a client without a certificate, with another one, and without TLS", async () => {
    const child = await start();
    const strangers = [
      new PluginClient(`unix:${child.path}`, child.serverPem),
      new PluginClient(`unix:${child.path}`, child.serverPem, makeCertificate()),
      new PluginClient(`unix:${child.path}`),
    ];
    clients.push(...strangers);
    for (const stranger of strangers)
      await expect(stranger.call("GetMetadata")).rejects.toThrow("UNAVAILABLE");
    expect(await connect(child).call("GetMetadata")).toHaveProperty("resources");
  });

  test("speaks plaintext where Terraform announced no certificate", async () => {
    const child = await start({}, false);
    expect(child.stdout.trim().endsWith("|grpc|")).toBe(true);
    expect(await connect(child).call("GetMetadata")).toHaveProperty("resources");
  });

  test("ends when Terraform asks it to shut down, and leaves no socket behind", async () => {
    const child = await start();
    const client = connect(child);
    const stdio = client.stream("plugin.GRPCStdio", "StreamStdio");
    stdio.resume();
    await client.unary("plugin.GRPCController", "Shutdown");
    expect(await child.exited).toBe(0);
    expect(existsSync(dirname(child.path))).toBe(false);
    expect(child.stdout.split("\n")).toHaveLength(2);
    expect(child.stderr).toBe("");
  });

  test("ends on SIGTERM", async () => {
    const child = await start();
    child.process.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(existsSync(dirname(child.path))).toBe(false);
  });

  test("answers what is under way before it ends on SIGTERM", async () => {
    const child = await start();
    const client = connect(child);
    await client.call("ConfigureProvider", { config: value({ folder: null, api_key: null, retries: null }) });
    const create = slowCreate(client, { ...THING, note: "steady" });
    await client.call("GetMetadata");
    child.process.kill("SIGTERM");
    expect(content((await create).new_state)).toMatchObject({ id: "thing-slow" });
    expect(await child.exited).toBe(0);
  });

  test("ends where nobody reads its handshake", async () => {
    const child = new ChildPlugin([file]);
    children.push(child);
    child.process.stdout?.destroy();
    expect(await child.exited).toBe(1);
  });

  test("ignores SIGINT, and ends waiting work when Terraform says stop", async () => {
    const child = await start();
    const client = connect(child);
    await client.call("ConfigureProvider", { config: value({ folder: null, api_key: null, retries: null }) });
    const create = slowCreate(client);
    child.process.kill("SIGINT");
    await client.call("GetMetadata");
    await client.call("StopProvider");
    const { diagnostics } = await create;
    expect(diagnostics).toMatchObject([{ severity: "ERROR", summary: "Stopped" }]);
    expect((await slowCreate(client)).diagnostics).toMatchObject([{ summary: "Stopped" }]);
    expect(child.process.exitCode).toBeNull();
  });

  test("ends when its parent is killed", async () => {
    const parent = join(directory, "parent.js");
    writeFileSync(
      parent,
      `const child = require("node:child_process").spawn(process.execPath, [${JSON.stringify(file)}], { stdio: ["ignore", "pipe", "ignore"] });
child.stdout.on("data", (line) => process.stdout.write(line));
setInterval(() => {}, 1000);`,
    );
    const child = new ChildPlugin([parent]);
    children.push(child);
    await child.ready();
    const stdio = connect(child).stream("plugin.GRPCStdio", "StreamStdio");
    const ended = once(stdio, "error");
    stdio.resume();
    await connect(child).call("GetMetadata");
    child.process.kill("SIGKILL");
    expect((await ended)[0]).toMatchObject({ message: expect.stringContaining("UNAVAILABLE") });
    expect(existsSync(child.path)).toBe(false);
  });

  test("tells a person who starts it by hand what it is", async () => {
    const child = new ChildPlugin([file], { TF_PLUGIN_MAGIC_COOKIE: "" });
    children.push(child);
    expect(await child.exited).toBe(1);
    expect(child.stderr).toContain("Terraform provider toy 1.2.3");
  });

  test("says what to do where its socket's path would be too long", async () => {
    const long = mkdtempSync(join(directory, `${"long-".repeat(20)}`));
    const child = new ChildPlugin([file], { PLUGIN_UNIX_SOCKET_DIR: long });
    children.push(child);
    expect(await child.exited).toBe(1);
    expect(child.stderr).toContain("Set TMPDIR");
  });

  test("writes log lines as Terraform reads them, without secrets", async () => {
    const child = await start({ TF_LOG: "error" });
    const client = connect(child);
    await client.call("ConfigureProvider", {
      config: value({ folder: null, api_key: "very-secret", retries: null }),
    });
    const crash = { ...THING, note: "crash" };
    const { diagnostics } = await client.call("ApplyResourceChange", {
      type_name: "toy_thing",
      planned_state: value(crash),
      config: value({ ...crash, password: "very-secret" }),
    });
    expect(diagnostics[0].detail).toContain("crashed with (sensitive value)");
    await client.unary("plugin.GRPCController", "Shutdown");
    await child.exited;
    const [line] = child.stderr.trim().split("\n");
    expect(JSON.parse(line!)).toMatchObject({
      "@level": "error",
      "@message": "unexpected error",
      "@module": "toy",
    });
    expect(child.stderr).not.toContain("very-secret");
  });
});
