import { chmodSync, mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { dirname, join } from "node:path";
import { doctor } from "../../../src/cli/doctor";
import { endpointFindings } from "../../../src/cli/doctor/endpoint";
import type { Finding } from "../../../src/cli/doctor/finding";
import { isAtLeast } from "../../../src/cli/doctor/machine";
import { parseTarget } from "../../../src/cli/doctor/targets";
import type { LiveModule } from "../../../src/cli/live";
import { live } from "../../../src/cli/types";
import { UsageError } from "../../../src/cli/usage-error";
import { Emulator } from "../../../src/emulator";
import { archiveName } from "../../../src/native";
import { VERSION } from "../../../src/version";
import { document, Folder, MYSQL, testIo, written } from "./support";

const TENCENT = {
  TENCENTCLOUD_REGION: "ap-guangzhou",
  TENCENTCLOUD_SECRET_ID: "dbkill-emulator",
  TENCENTCLOUD_SECRET_KEY: "dbkill-emulator-secret",
};
const PLATFORM = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

let folder: Folder;
let emulator: Emulator;
beforeAll(async () => {
  folder = new Folder();
  emulator = await Emulator.start();
  await emulator.addSessions({
    service: "dbbrain",
    instance_id: "cdb-1",
    sessions: [{ id: "11", user: "report" }],
  });
});
afterAll(async () => {
  folder.dispose();
  await emulator.close();
});

/** A folder for the PATH with programs that print this. */
function programs(name: string, prints: Readonly<Record<string, string>>): string {
  for (const [program, text] of Object.entries(prints)) {
    mkdirSync(join(folder.path, name), { recursive: true });
    chmodSync(folder.write(join(name, program), `#!/bin/sh\necho '${text}'\n`), 0o755);
  }
  return join(folder.path, name);
}

const good = () => programs("good", { node: "v24.1.0", terraform: '{"terraform_version":"1.11.4"}' });

interface Examination {
  readonly env?: NodeJS.ProcessEnv;
  readonly target?: readonly string[];
  readonly policies?: string;
  readonly dir?: string;
}

/** Runs the command where nothing else is set. */
async function examine({ env = {}, target, policies, dir = folder.path }: Examination = {}) {
  const io = testIo("", { HOME: folder.path, PATH: good(), ...env });
  const code = await doctor({ target, policies, dir, format: "json" }, io);
  const findings: Finding[] = JSON.parse(io.printed.out).findings;
  return { code, findings, of: (check: string) => findings.find((finding) => finding.check === check), io };
}
const emulated = (env: NodeJS.ProcessEnv = {}) => ({ ...TENCENT, DBKILL_ENDPOINT_URL: emulator.url, ...env });

describe("on a machine", () => {
  test.each([
    ["no node", {}, "error"],
    ["an old node", { node: "v18.20.4" }, "error"],
    ["a node that does not run", { node: "" }, "error"],
    ["a node that is just new enough", { node: "v20.18.1" }, "ok"],
  ])("with %s", async (name, prints, status) => {
    const PATH = programs(name, { terraform: '{"terraform_version":"1.11.4"}', ...prints });
    const { code, of } = await examine({ env: { PATH } });
    expect(of("node")).toMatchObject({ status, ...(status === "error" && { code: "DBKILL_DOCTOR_NODE" }) });
    expect(code).toBe(status === "error" ? 1 : 0);
  });

  test.each([
    ["no terraform", {}, "error"],
    ["terraform 0.15", { terraform: '{"terraform_version":"0.15.5"}' }, "error"],
    ["terraform 1.3", { terraform: '{"terraform_version":"1.3.9"}' }, "warning"],
    ["terraform 1.6", { terraform: '{"terraform_version":"1.6.0"}' }, "ok"],
    ["tofu alone", { tofu: '{"terraform_version":"1.12.6"}' }, "ok"],
  ])("with %s", async (name, prints, status) => {
    const { of } = await examine({ env: { PATH: programs(name, { node: "v24.1.0", ...prints }) } });
    expect(of("terraform")).toMatchObject({
      status,
      ...(status !== "ok" && { code: "DBKILL_DOCTOR_TERRAFORM" }),
    });
  });

  test("with a mirror, or without", async () => {
    expect((await examine()).of("mirror")).toMatchObject({ status: "warning", code: "DBKILL_DOCTOR_MIRROR" });
    const plugins = "terraform.d/plugins/registry.terraform.io/dbkill/dbkill";
    const script = join("script", plugins, VERSION, PLATFORM, `terraform-provider-dbkill_v${VERSION}`);
    const native = join("native", plugins, archiveName(PLATFORM));
    for (const file of [script, native]) {
      mkdirSync(join(folder.path, dirname(file)), { recursive: true });
      folder.write(file, "");
    }
    expect((await examine({ dir: join(folder.path, "script") })).of("mirror")?.status).toBe("ok");
    const PATH = programs("terraform alone", { terraform: '{"terraform_version":"1.11.4"}' });
    const { of, code } = await examine({ dir: join(folder.path, "native"), env: { PATH } });
    expect(of("mirror")?.status).toBe("ok");
    // The native executable has its own.
    expect(of("node")).toBeUndefined();
    expect(code).toBe(0);
  });

  test("with settings that turn the search off", async () => {
    const file = folder.write("terraformrc", "# nothing\nprovider_installation {\n  direct {}\n}\n");
    expect((await examine({ env: { TF_CLI_CONFIG_FILE: file } })).of("settings")).toMatchObject({
      status: "warning",
      code: "DBKILL_DOCTOR_MIRROR_OFF",
    });
    expect((await examine()).of("settings")).toBeUndefined();
  });

  test.each([
    ["20.18.1", "20.18.1", true],
    ["20.18.0", "20.18.1", false],
    ["26.0.0", "20.18.1", true],
    ["1.7.0-rc1", "1.6.0", true],
    ["nonsense", "1.6.0", false],
  ])("%s is at least %s: %s", (version, least, is) => expect(isAtLeast(version, least)).toBe(is));
});

describe("of clouds", () => {
  test("without any keys it says so, and calls nobody", async () => {
    const { of, code } = await examine({ env: { DBKILL_ENDPOINT_URL: emulator.url } });
    expect(of("keys")).toMatchObject({ status: "warning", code: "DBKILL_DOCTOR_NO_KEYS" });
    expect(code).toBe(0);
  });

  test("with keys and no target it tells where they come from, and that no vendor was asked", async () => {
    const { of, findings, io } = await examine({ env: emulated() });
    expect(of("keys dbbrain")).toMatchObject({
      status: "ok",
      message: expect.stringContaining("the environment"),
    });
    expect(of("region dbbrain")?.message).toBe("ap-guangzhou");
    expect(of("endpoint dbbrain")).toMatchObject({ status: "ok", message: emulator.url });
    expect(of("clock dbbrain")?.status).toBe("ok");
    expect(of("list")).toMatchObject({ status: "skipped", code: "DBKILL_DOCTOR_NO_TARGET" });
    expect(findings.filter(({ check }) => check.startsWith("keys"))).toHaveLength(1);
    expect(io.printed.out).not.toContain(TENCENT.TENCENTCLOUD_SECRET_KEY);
  });

  test("half a key pair, or no region, is an error", async () => {
    const half = await examine({ env: emulated({ TENCENTCLOUD_SECRET_KEY: "" }) });
    expect(half.of("keys dbbrain")).toMatchObject({ status: "error", code: "DBKILL_ERR_CREDENTIALS" });
    expect(half.code).toBe(1);
    const placeless = await examine({ env: emulated({ TENCENTCLOUD_REGION: "" }) });
    expect(placeless.of("keys dbbrain")).toMatchObject({ status: "error", code: "DBKILL_ERR_REGION" });
  });

  test("a database is listed, and nothing is changed", async () => {
    const before = (await emulator.requests({})).requests.length;
    const { of, code } = await examine({ env: emulated(), target: ["dbbrain/cdb-1"] });
    expect(of("list dbbrain cdb-1")).toMatchObject({
      status: "ok",
      message: expect.stringContaining("1 session"),
    });
    expect(code).toBe(0);
    const { requests } = await emulator.requests({});
    expect(requests.slice(before).flatMap(({ action }) => action ?? [])).toEqual([
      "DescribeMySqlProcessList",
    ]);
  });

  test.each([
    ["that the account may not see in full is an error", "Grant PROCESS to this account.", "error", 1],
    ["that the service cuts short is a warning", undefined, "warning", 0],
  ])("a list %s", async (_, incomplete, status, exit) => {
    const listing = { sessions: [{ id: "1" }], complete: false, incomplete };
    const clients = () => ({
      whereabouts: () => undefined,
      source: () => ({ list: async () => listing }),
      close: async () => {},
    });
    const io = {
      ...testIo("", { HOME: folder.path, PATH: good() }),
      live: () => ({ ...live, clients }) as unknown as LiveModule,
    };
    const target = ["mysql/db.example:3306"];
    expect(await doctor({ target, dir: folder.path, format: "json" }, io)).toBe(exit);
    const findings: Finding[] = JSON.parse(io.printed.out).findings;
    const { message, remedy, ...found } = findings.find(({ check }) => check.startsWith("list"))!;
    expect(found).toEqual({ check: "list mysql db.example:3306", status, code: "DBKILL_LIST_INCOMPLETE" });
    expect(message).toContain("1 session");
    expect(remedy).toContain(incomplete ?? "");
    expect(remedy).toBeTruthy();
  });

  test("the databases of policies are listed, each once", async () => {
    const target = { service: "dbbrain", instance_id: "cdb-1" };
    const policies = folder.write(
      "policies.json",
      document(written({ target }), written({ target, name: "other" })),
    );
    const { findings } = await examine({ env: emulated(), policies, target: ["dbbrain/cdb-1"] });
    expect(findings.filter(({ check }) => check.startsWith("list"))).toHaveLength(1);
  });

  test("a wrong key is an error, and is not tried again", async () => {
    const { of, code, io } = await examine({
      env: emulated({ TENCENTCLOUD_SECRET_KEY: "a-secret-that-is-wrong" }),
      target: ["dbbrain/cdb-1", "dbbrain/cdb-2"],
    });
    expect(of("list dbbrain cdb-1")).toMatchObject({ status: "error", code: "DBKILL_ERR_AUTHENTICATION" });
    expect(of("list dbbrain cdb-2")).toMatchObject({ status: "skipped", code: "DBKILL_ERR_AUTHENTICATION" });
    expect(code).toBe(1);
    expect(io.printed.out).not.toContain("a-secret-that-is-wrong");
  });

  test("a wrong region is an error", async () => {
    const { of } = await examine({
      env: emulated({ TENCENTCLOUD_REGION: "ap-nowhere" }),
      target: ["dbbrain/cdb-1"],
    });
    expect(of("list dbbrain cdb-1")).toMatchObject({
      status: "error",
      code: expect.stringMatching(/^DBKILL_ERR_(REGION|NOT_FOUND)$/),
    });
  });

  test("an address where nobody answers is an error, without waiting for a list", async () => {
    const closed = createTcp().listen(0, "127.0.0.1");
    await new Promise((resolve) => closed.once("listening", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { of, findings, code } = await examine({
      env: emulated({ DBKILL_ENDPOINT_URL: `http://127.0.0.1:${port}` }),
      target: ["dbbrain/cdb-1"],
    });
    expect(of("endpoint dbbrain")).toMatchObject({ status: "error", code: "DBKILL_DOCTOR_ENDPOINT" });
    expect(findings.some(({ check }) => check.startsWith("list"))).toBe(false);
    expect(code).toBe(1);
  });

  test("a MySQL server that can't be reached is an error", async () => {
    const { of } = await examine({
      env: { MYSQL_USER: "dbkill", MYSQL_PWD: "hush-hush" },
      target: ["mysql/127.0.0.1:1"],
    });
    expect(of("list mysql 127.0.0.1:1")).toMatchObject({ status: "error", code: "DBKILL_ERR_NETWORK" });
    const { of: without } = await examine({ target: [`mysql/${MYSQL.instance_id}`] });
    expect(without("keys mysql")).toMatchObject({ status: "error", code: "DBKILL_ERR_CREDENTIALS" });
  });

  test("the clock is compared with the service's", async () => {
    const url = new URL(emulator.url);
    const clock = async (seconds: number) => {
      const now = () => new Date(Date.now() + seconds * 1000);
      return (await endpointFindings("dbbrain", url, {}, now)).find(({ check }) => check === "clock dbbrain");
    };
    expect(await clock(0)).toMatchObject({ status: "ok" });
    expect(await clock(-90)).toMatchObject({ status: "warning", code: "DBKILL_DOCTOR_CLOCK" });
    expect(await clock(3600)).toMatchObject({ status: "error", code: "DBKILL_DOCTOR_CLOCK" });
  });

  test("behind a proxy the address itself is not asked", async () => {
    const url = new URL("https://dbbrain.tencentcloudapi.com");
    expect(await endpointFindings("dbbrain", url, { HTTPS_PROXY: "http://127.0.0.1:1" })).toEqual([
      expect.objectContaining({ status: "skipped", code: "DBKILL_DOCTOR_ENDPOINT_PROXY" }),
    ]);
  });
});

describe("of the runner", () => {
  let server: Server;
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let answer = "";
  beforeAll(async () => {
    server = createServer((_, response) => response.end(answer)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
  });
  afterAll(() => {
    server.close();
  });

  test.each([
    ["answers", '{"policies":[]}', "ok"],
    ["answers as no runner does", "<html>", "error"],
    ["answers with other JSON", '{"status":"ok"}', "error"],
  ])("that %s", async (_, text, status) => {
    answer = text;
    const { of } = await examine({ env: { DBKILL_RUNNER_URL: url() } });
    expect(of("runner")).toMatchObject({
      status,
      ...(status === "error" && { code: "DBKILL_DOCTOR_RUNNER" }),
    });
  });

  test("that are several, each by itself", async () => {
    answer = '{"interval_seconds":5,"policies":[]}';
    const { findings } = await examine({ env: { DBKILL_RUNNER_URL: `${url()},http://127.0.0.1:1` } });
    expect(findings.filter(({ check }) => check === "runner").map(({ status }) => status)).toEqual([
      "ok",
      "error",
    ]);
  });

  test.each(["http://127.0.0.1:1", "not an address", "https://ops:s3cret@127.0.0.1:1"])(
    "at %s",
    async (url) => {
      const { of, io } = await examine({ env: { DBKILL_RUNNER_URL: url } });
      expect(of("runner")).toMatchObject({ status: "error", code: "DBKILL_DOCTOR_RUNNER" });
      expect(io.printed.out).not.toContain("s3cret");
    },
  );
});

describe("a target", () => {
  test.each([
    ["dbbrain/cdb-1", { service: "dbbrain", instance_id: "cdb-1" }],
    [
      "oceanbasepro/ob317,tenant_id=t4l,region=cn-hangzhou",
      { service: "oceanbasepro", instance_id: "ob317", tenant_id: "t4l", region: "cn-hangzhou" },
    ],
    ["mysql/db.example:3306", MYSQL],
  ])("%s", (text, target) => expect(parseTarget(text)).toEqual(target));

  test.each([
    "cdb-1",
    "dbbrain/",
    "oracle/x",
    "dbbrain/cdb-1,product",
    "dbbrain/cdb-1,color=red",
    "dbbrain/cdb-1,tenant_id=t",
    "oceanbasepro/ob317",
    "mysql/db:3306,region=x",
  ])("%s is refused", (text) => expect(() => parseTarget(text)).toThrow(UsageError));
});

test("prints lines for people: what is wrong, what to do, the code", async () => {
  const io = testIo("", {
    HOME: folder.path,
    PATH: programs("without node", { terraform: '{"terraform_version":"1.11.4"}' }),
  });
  expect(await doctor({ dir: folder.path, format: "text" }, io)).toBe(1);
  expect(io.printed.out).toMatch(/^error {4}node: .+\n {9}.+\n {9}Code: DBKILL_DOCTOR_NODE$/m);
});
