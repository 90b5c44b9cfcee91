import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { Emulator } from "../../src/emulator";
import { emulatorEnvironment } from "../emulator-environment";
import { collect, type RunResult, Terraform } from "../terraform";
import { cacheFolder, install, isNoNetwork, Unavailable, withoutNpm } from "./cache";
import { projectFiles, STACK } from "./project-files";
import { MANAGERS, manifest, type Project } from "./projects";
import { commandsOf, type Tools } from "./tools";

/** A step of a project's life that did not do what it has to. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
}

/**
 * Makes a project in a folder of its own, installs it, checks its types, runs it, and lets Terraform plan what it wrote against an
 * emulator.
 *
 * @throws StepFailed
 * @throws Unavailable
 */
export async function runProject(project: Project, tarball: string, tools: Tools): Promise<void> {
  const env = await environment(project, tools);
  const directory = mkdtempSync(join(tmpdir(), `dbkill-${project.name}-`));
  const step = async (name: string, command: string, ...args: string[]) => {
    const timeout = name === "install" ? INSTALL_MS : undefined;
    const child = spawn(command, args, { cwd: directory, env, timeout, stdio: ["ignore", "pipe", "pipe"] });
    const result = await collect(child);
    if (result.code === 0) return;
    if (name === "install" && (child.signalCode === "SIGTERM" || isNoNetwork(result.output)))
      throw new Unavailable("its packages can't be installed: no network");
    fail(project, name, result);
  };
  const pnp = project.manager === "yarn-pnp";
  const tool = (name: string, ...args: string[]): [string, ...string[]] =>
    pnp ? ["yarn", name, ...args] : [join("node_modules", ".bin", name), ...args];
  const node = (...args: string[]): [string, ...string[]] =>
    pnp ? ["yarn", "node", ...args] : ["node", ...args];
  try {
    copyFileSync(tarball, join(directory, basename(tarball)));
    writeFileSync(
      join(directory, "package.json"),
      JSON.stringify(manifest(project, basename(tarball)), undefined, 2),
    );
    for (const [name, text] of Object.entries(projectFiles(project))) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    await step("install", ...INSTALL[project.manager]);
    await step("type check", ...tool("tsc", "--noEmit"));
    if (project.shape === "init") {
      await step("test", ...tool("jest", "--ci"));
      // As `cdktf synth` runs what cdktf.json names.
      await step("synth", "npx", "ts-node", "main.ts");
    }
    if (project.shape === "tsx") await step("synth", ...tool("tsx", "main.ts"));
    if (project.shape === "compiled") await step("compile", ...tool("tsc"));
    if (project.shape === "compiled" || project.shape === "plain") await step("synth", ...node("main.js"));
    await plan(project, directory, tools);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** An install that takes longer waits for a registry that does not answer. */
const INSTALL_MS = 240_000;

const INSTALL: Record<Project["manager"], [string, ...string[]]> = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"],
  pnpm: ["pnpm", "install", "--no-frozen-lockfile", "--prefer-offline"],
  yarn: ["yarn", "install", "--no-immutable"],
  "yarn-pnp": ["yarn", "install", "--no-immutable"],
};

/** Package managers keep what they download in the matrix's own cache, and ask the registry that npm asks. */
async function environment({ manager }: Project, tools: Tools): Promise<NodeJS.ProcessEnv> {
  const env = { ...withoutNpm(process.env), PATH: tools.path };
  if (manager === "npm") return env;
  const commands = await commandsOf(MANAGERS[manager][0], MANAGERS[manager][1]);
  const found = {
    ...env,
    PATH: [dirname(tools.terraform), dirname(tools.node), commands, env.PATH].join(delimiter),
  };
  if (manager === "pnpm") return { ...found, npm_config_store_dir: join(cacheFolder(), "pnpm-store") };
  const setting = async (name: string) => (await install("npm", ["config", "get", name])).trim();
  const certificates = await setting("cafile");
  return {
    ...found,
    YARN_ENABLE_TELEMETRY: "0",
    YARN_GLOBAL_FOLDER: join(cacheFolder(), "yarn"),
    YARN_NPM_REGISTRY_SERVER: (await setting("registry")).replace(/\/$/, ""),
    ...(certificates !== "null" && { YARN_HTTPS_CA_FILE_PATH: certificates }),
  };
}

/** One session of two is meant, and the plan, of the installed package's provider, has to say so. */
async function plan(project: Project, directory: string, tools: Tools): Promise<void> {
  const emulator = await Emulator.start();
  const stack = join(directory, "cdktf.out", "stacks", STACK);
  const env = { ...emulatorEnvironment("tencent", emulator.url), PATH: tools.path };
  const terraform = new Terraform(stack, env, tools.terraform);
  try {
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      product: "mysql",
      sessions: [
        { id: "11", user: "report", duration_seconds: 75 },
        { id: "12", user: "app", duration_seconds: 75 },
      ],
    });
    const init = await terraform.run("init", "-input=false", "-no-color");
    if (init.code !== 0) fail(project, "terraform init", init);
    const planned = await terraform.plan();
    const wanted = ["Plan: 1 to add, 0 to change, 0 to destroy.", "DBKILL_KILL_PREVIEW", "1 of 2 sessions"];
    if (planned.code !== 0 || !wanted.every((text) => planned.output.includes(text)))
      fail(project, "terraform plan", planned);
  } finally {
    terraform.dispose();
    await emulator.close();
  }
}

function fail(project: Project, step: string, { code, output }: RunResult): never {
  const end = output.trim().split("\n").slice(-40).join("\n");
  throw new StepFailed(`project ${project.name}: ${step} ended with ${code}:\n${end}`);
}
