import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { archiveName, thisPlatform } from "../../native";
import { PROVIDER_EXECUTABLE, PROVIDER_SOURCE, VERSION } from "../../version";
import { type Finding, ok } from "./finding";

const { engines } = require("../../../package.json") as { engines: { node: string } };
/** Such as `20.18.1`. */
const OLDEST_NODE = engines.node.replace(">=", "");
/** The oldest that the acceptance tests run on, and the oldest that speaks plugin protocol 6. */
const OLDEST_TESTED = "1.6.0";
const OLDEST_TERRAFORM = "1.0.0";

/** Checks what Terraform needs on this machine. */
export function machineFindings(folder: string, env: NodeJS.ProcessEnv): Finding[] {
  const mirror = mirrorFinding(folder);
  return [...(mirror.native ? [] : [node(env)]), terraform(env), mirror.finding, ...configuration(env)];
}

/** The Node.js on the PATH. Terraform starts the provider with it; this command may run on another one. */
function node(env: NodeJS.ProcessEnv): Finding {
  const found = output("node", ["--version"], env);
  const version = found?.trim().replace(/^v/, "");
  if (version && isAtLeast(version, OLDEST_NODE)) return ok("node", `Node.js ${version}`);
  const message = version ? `The node on the PATH is ${version}.` : "No working node is on the PATH.";
  return {
    check: "node",
    status: "error",
    code: "DBKILL_DOCTOR_NODE",
    message,
    remedy: `Install Node.js ${OLDEST_NODE} or later, or use the native executable (dbkill mirror --native).`,
  };
}

function terraform(env: NodeJS.ProcessEnv): Finding {
  const problem = (status: "warning" | "error", message: string, remedy: string): Finding => ({
    check: "terraform",
    status,
    code: "DBKILL_DOCTOR_TERRAFORM",
    message,
    remedy,
  });
  for (const [command, name] of [
    ["terraform", "Terraform"],
    ["tofu", "OpenTofu"],
  ] as const) {
    const version = versionOf(output(command, ["version", "-json"], { ...env, CHECKPOINT_DISABLE: "1" }));
    if (version === undefined) continue;
    const said = `${name} ${version}`;
    if (isAtLeast(version, OLDEST_TESTED)) return ok("terraform", said);
    return isAtLeast(version, OLDEST_TERRAFORM)
      ? problem(
          "warning",
          `${said} is older than the versions that dbkill is tested on.`,
          "Use Terraform 1.6 or later.",
        )
      : problem("error", `${said} does not speak plugin protocol 6.`, "Install Terraform 1.6 or later.");
  }
  return problem(
    "error",
    "Neither terraform nor tofu on the PATH reports its version.",
    "Install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu.",
  );
}

/** Terraform and OpenTofu use the same field. */
function versionOf(printed: string | undefined): string | undefined {
  try {
    return (JSON.parse(printed ?? "") as { terraform_version?: string }).terraform_version;
  } catch {
    return undefined;
  }
}

/** Whether `terraform init` in the folder finds the provider. */
function mirrorFinding(folder: string): { finding: Finding; native: boolean } {
  const root = join(folder, "terraform.d", "plugins", ...PROVIDER_SOURCE.split("/"));
  const platform = thisPlatform();
  if (existsSync(join(root, archiveName(platform))))
    return { finding: ok("mirror", `${VERSION} for ${platform}, native`), native: true };
  if (existsSync(join(root, VERSION, platform, `${PROVIDER_EXECUTABLE}_v${VERSION}`)))
    return { finding: ok("mirror", `${VERSION} for ${platform}, as a script`), native: false };
  const finding: Finding = {
    check: "mirror",
    status: "warning",
    code: "DBKILL_DOCTOR_MIRROR",
    message: `${root} has no provider of version ${VERSION} for ${platform}.`,
    remedy:
      "Run dbkill mirror terraform.d/plugins in the folder that Terraform runs in, or name that folder with --dir.",
  };
  return { finding, native: false };
}

/** Looks for a provider_installation block in Terraform's CLI configuration. */
function configuration(env: NodeJS.ProcessEnv): Finding[] {
  const file =
    env.TF_CLI_CONFIG_FILE ||
    (env.APPDATA ? join(env.APPDATA, "terraform.rc") : join(env.HOME ?? "", ".terraformrc"));
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  if (!/^\s*provider_installation\s*\{/m.test(text)) return [];
  return [
    {
      check: "settings",
      status: "warning",
      code: "DBKILL_DOCTOR_MIRROR_OFF",
      message: `${file} has a provider_installation block, so Terraform does not search terraform.d/plugins.`,
      remedy: "Name the mirror in that block, as a filesystem_mirror or a network_mirror.",
    },
  ];
}

function output(command: string, args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  try {
    return execFileSync(command, args, {
      env,
      encoding: "utf8",
      timeout: 20_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}

/** Compares three numbers and ignores a suffix such as `-rc1`. */
export function isAtLeast(version: string, least: string): boolean {
  const [mine, theirs] = [version, least].map((text) => text.split(/[.-]/, 3).map(Number)) as [
    number[],
    number[],
  ];
  for (const [at, number] of theirs.entries()) {
    const difference = (mine[at] ?? Number.NaN) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
