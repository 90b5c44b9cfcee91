import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import {
  bindings,
  DbkillProvider,
  type DbkillProviderProps,
  Duration,
  KillTarget,
  KillTask,
  SessionFilter,
  SessionKill,
  VERSION,
} from "../../../src";
import { PROVIDER_FILES } from "../../../src/mirror";
import { archiveName } from "../../../src/native";
import { PROVIDER_EXECUTABLE } from "../../../src/version";
import { expression, newStack, readStack } from "./support";

let mockSource: string;
jest.mock("../../../src/mirror", () => {
  const actual = jest.requireActual("../../../src/mirror");
  return {
    ...actual,
    writeMirror: (options: object) => actual.writeMirror({ from: mockSource, ...options }),
  };
});

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "dbkill-provider-"));
  mockSource = join(scratch, "built");
  mkdirSync(mockSource);
  for (const name of PROVIDER_FILES) writeFileSync(join(mockSource, name), name);
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** Synthesizes one stack with this provider; answers its output folder and its annotations. */
function synth(props: DbkillProviderProps | ((stack: TerraformStack) => DbkillProviderProps)) {
  const stack = new TerraformStack(Testing.app(), "stack");
  new DbkillProvider(stack, "dbkill", typeof props === "function" ? props(stack) : props);
  const outdir = Testing.fullSynth(stack);
  const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  return { outdir, tf: readStack(outdir), annotations: manifest.stacks.stack.annotations };
}

describe("DbkillProvider", () => {
  test("is written beside the stack, and where the program runs if the output lies below that", () => {
    const project = mkdtempSync(join(scratch, "project-"));
    const start = process.cwd();
    process.chdir(project);
    try {
      const app = Testing.app({ outdir: "cdktf.out" });
      new DbkillProvider(new TerraformStack(app, "stack"), "dbkill");
      app.synth();
    } finally {
      process.chdir(start);
    }
    for (const folder of [project, join(project, "cdktf.out", "stacks", "stack")]) {
      expect(readdirSync(join(folder, "terraform.d/plugins/registry.terraform.io/dbkill/dbkill"))).toEqual([
        VERSION,
      ]);
    }
  });

  test("every property reaches the provider block", () => {
    const { tf } = synth({
      endpointUrl: "http://127.0.0.1:4710",
      tencent: {
        region: "ap-guangzhou",
        secretId: "id",
        secretKey: "key",
        securityToken: "token",
        endpointUrl: "http://127.0.0.1:4711",
      },
      huawei: {
        region: "cn-north-4",
        projectId: "project",
        accessKey: "id",
        secretKey: "key",
        securityToken: "token",
        endpointUrl: "http://127.0.0.1:4712",
      },
      alibaba: {
        region: "cn-hangzhou",
        accessKey: "id",
        secretKey: "key",
        securityToken: "token",
        endpointUrl: "http://127.0.0.1:4713",
      },
      maxRetries: 3,
      requestTimeout: Duration.minutes(1),
      planPreview: false,
      planStatements: "hashed",
      alias: "emulator",
    });
    expect(tf).toHaveProperty(
      ["provider", "dbkill"],
      [
        {
          alias: "emulator",
          endpoint_url: "http://127.0.0.1:4710",
          max_retries: 3,
          plan_preview: false,
          plan_statements: "hashed",
          request_timeout_seconds: 60,
          tencent: {
            region: "ap-guangzhou",
            secret_id: "id",
            secret_key: "key",
            security_token: "token",
            endpoint_url: "http://127.0.0.1:4711",
          },
          huawei: {
            region: "cn-north-4",
            project_id: "project",
            access_key: "id",
            secret_key: "key",
            security_token: "token",
            endpoint_url: "http://127.0.0.1:4712",
          },
          alibaba: {
            region: "cn-hangzhou",
            access_key: "id",
            secret_key: "key",
            security_token: "token",
            endpoint_url: "http://127.0.0.1:4713",
          },
        },
      ],
    );
  });

  test("the provider can come from a registry of one's own, and lies under that address", () => {
    const source = "registry.example.com/platform/dbkill";
    const { tf, outdir } = synth({ source });
    expect(tf).toHaveProperty(["terraform", "required_providers", "dbkill", "source"], source);
    expect(readdirSync(join(outdir, "stacks/stack/terraform.d/plugins", source))).toEqual([VERSION]);
    const { outdir: without } = synth({ source, platforms: [] });
    expect(existsSync(join(without, "stacks/stack/terraform.d"))).toBe(false);
    expect(() => synth({ source: "platform/dbkill" })).toThrow(
      expect.objectContaining({ code: "DBKILL_SOURCE_INVALID" }),
    );
  });

  test("the native executable is put there in its archive, and missed at synth where it is not to be had", () => {
    const nativeFolder = mkdtempSync(join(scratch, "release-"));
    const name = archiveName("linux_amd64");
    const sum = createHash("sha256").update("zip").digest("hex");
    writeFileSync(join(nativeFolder, name), "zip");
    writeFileSync(join(nativeFolder, `${PROVIDER_EXECUTABLE}_${VERSION}_SHA256SUMS`), `${sum}  ${name}\n`);
    const { outdir } = synth({ binary: "native", nativeFolder });
    const mirror = join(outdir, "stacks/stack/terraform.d/plugins/registry.terraform.io/dbkill/dbkill");
    expect(readdirSync(mirror)).toEqual([name]);
    expect(() => synth({ binary: "native", nativeFolder, platforms: ["darwin_arm64"] })).toThrow(
      expect.objectContaining({ code: "DBKILL_NATIVE_MISSING" }),
    );
  });

  test("the provider is required by its full address and in this very version", () => {
    expect(synth({}).tf).toHaveProperty(["terraform", "required_providers", "dbkill"], {
      source: "registry.terraform.io/dbkill/dbkill",
      version: VERSION,
    });
  });

  test("the stack's own folder gets the provider for every platform, executable", () => {
    const { outdir } = synth({});
    const versions = join(
      outdir,
      "stacks/stack/terraform.d/plugins/registry.terraform.io/dbkill/dbkill",
      VERSION,
    );
    expect(readdirSync(versions).sort()).toEqual([
      "darwin_amd64",
      "darwin_arm64",
      "linux_amd64",
      "linux_arm64",
    ]);
    for (const platform of readdirSync(versions)) {
      const file = join(versions, platform, `terraform-provider-dbkill_v${VERSION}`);
      expect(readFileSync(file, "utf8")).toBe(PROVIDER_EXECUTABLE);
      expect(statSync(file).mode & 0o777).toBe(0o755);
    }
  });

  test("the platforms can be narrowed", () => {
    const { outdir } = synth({ platforms: ["linux_amd64"] });
    const root = join(outdir, "stacks/stack/terraform.d/plugins/registry.terraform.io/dbkill/dbkill");
    expect(readdirSync(join(root, VERSION))).toEqual(["linux_amd64"]);
  });

  test("every stack of an app gets the provider", () => {
    const outdir = mkdtempSync(join(scratch, "app-"));
    const app = Testing.app({ outdir });
    newStack("one", app);
    newStack("two", app);
    app.synth();
    for (const stack of ["one", "two"]) {
      expect(existsSync(join(outdir, "stacks", stack, "terraform.d/plugins/registry.terraform.io"))).toBe(
        true,
      );
    }
  });
});

describe("Secrets in the provider block", () => {
  test("a literal key is warned of with the construct's path, and the warning does not repeat it", () => {
    const { annotations } = synth({
      tencent: { secretId: "id", secretKey: "hunter2", securityToken: "sesame" },
    });
    expect(annotations).toMatchObject([
      {
        constructPath: "stack/dbkill",
        level: "@cdktf/warn",
        message: expect.stringMatching(
          /^tencent\.secretKey .*TENCENTCLOUD_SECRET_KEY.*\[DBKILL_SECRET_LITERAL\]$/,
        ),
      },
      { constructPath: "stack/dbkill", message: expect.stringMatching(/^tencent\.securityToken /) },
    ]);
    expect(JSON.stringify(annotations)).not.toMatch(/hunter2|sesame/);
  });

  test("so are those of the other clouds, each with its own variables", () => {
    const { annotations } = synth({
      huawei: { secretKey: "hunter2", securityToken: "sesame" },
      alibaba: { secretKey: "hunter2", securityToken: "sesame" },
    });
    expect(annotations.map(({ message }: { message: string }) => message)).toEqual([
      expect.stringMatching(/^huawei\.secretKey .* set HW_SECRET_KEY /),
      expect.stringMatching(/^huawei\.securityToken .* set HW_SECURITY_TOKEN /),
      expect.stringMatching(/^alibaba\.secretKey .* set ALIBABA_CLOUD_ACCESS_KEY_SECRET /),
      expect.stringMatching(/^alibaba\.securityToken .* set ALIBABA_CLOUD_SECURITY_TOKEN /),
    ]);
    expect(JSON.stringify(annotations)).not.toMatch(/hunter2|sesame/);
  });

  test("a variable is not warned of", () => {
    const { annotations, tf } = synth((stack) => ({
      tencent: {
        secretId: "id",
        secretKey: new TerraformVariable(stack, "key", { type: "string", sensitive: true }).stringValue,
      },
    }));
    expect(annotations).toEqual([]);
    expect(tf).toHaveProperty(["provider", "dbkill", 0, "tencent", "secret_key"], expression("var.key"));
  });

  test("a provider without secrets is not warned of", () => {
    expect(synth({ tencent: { region: "ap-guangzhou" } }).annotations).toEqual([]);
  });
});

test("a typical stack is written to cdk.tf.json like this", () => {
  const stack = new TerraformStack(Testing.app(), "stack");
  new DbkillProvider(stack, "dbkill", { tencent: { region: "ap-guangzhou" } });
  new NullProvider(stack, "null");
  const database = new NullResource(stack, "database");
  const target = KillTarget.tencentMysql(database.id);
  const filter = SessionFilter.of({
    users: ["report"],
    commands: ["Query"],
    minDuration: Duration.minutes(1),
  });
  const now = new bindings.DataDbkillSessions(stack, "now", {
    target: target.toTarget(),
    match: filter.toMatch(),
  });
  const task = new KillTask(new Construct(stack, "nightly"), "reports", {
    target,
    filter,
    duration: Duration.hours(8),
    maxKills: 20,
  });
  const kill = new SessionKill(stack, "stuck", {
    target,
    sessionIds: ["8231", "8240"],
    triggers: { incident: "42" },
    dependsOn: [task],
  });
  new TerraformOutput(stack, "matching", { value: now.total });
  new TerraformOutput(stack, "ends", { value: task.endsAt });
  new TerraformOutput(stack, "outcomes", { value: kill.results });
  const written = JSON.stringify(readStack(Testing.fullSynth(stack)));
  expect(JSON.parse(written.replace(`"${VERSION}"`, '"VERSION"'))).toMatchSnapshot();
});
