import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulatorEnvironment, VENDORS } from "../../scripts/emulator-environment";
import { Terraform } from "../../scripts/terraform";
import { Emulator, type EmulatorOptions, type SessionInput, type TaskState } from "../../src/emulator";
import { writeMirror } from "../../src/mirror";
import { VERSION } from "../../src/version";
import { PROVIDER_ENV, PROVIDER_UNDER_TEST } from "./provider-under-test";

/** Texts that must never be seen outside the request that is signed with them. */
export const SECRETS = { id: "dbkill-emulator", key: "dbkill-emulator-secret" } as const;

/** An emulator, an empty folder with the provider in its implied mirror, and a Terraform that was initialised there. */
export class Workspace {
  private constructor(
    readonly emulator: Emulator,
    readonly directory: string,
    readonly terraform: Terraform,
  ) {}

  static async create(options: EmulatorOptions = {}, env: NodeJS.ProcessEnv = {}): Promise<Workspace> {
    const emulator = await Emulator.start(options);
    const directory = mkdtempSync(join(tmpdir(), "dbkill-test-"));
    writeMirror({ directory: join(directory, "terraform.d", "plugins"), ...PROVIDER_UNDER_TEST });
    const clouds = VENDORS.map((vendor) => emulatorEnvironment(vendor, emulator.url));
    const terraform = new Terraform(directory, Object.assign({}, ...clouds, PROVIDER_ENV, env));
    const workspace = new Workspace(emulator, directory, terraform);
    workspace.write("");
    await terraform.init();
    return workspace;
  }

  /** The configuration: the provider's address, and this. */
  write(body: string, provider = 'provider "dbkill" {}'): void {
    writeFileSync(
      join(this.directory, "main.tf"),
      `terraform {
  required_providers {
    dbkill = {
      source  = "registry.terraform.io/dbkill/dbkill"
      version = "${VERSION}"
    }
  }
}
${provider}
${body}
`,
    );
  }

  /** Starts anew: no state, and an emulator without sessions, tasks and faults. */
  async reset(): Promise<void> {
    for (const name of readdirSync(this.directory)) {
      if (name.startsWith("terraform.tfstate")) rmSync(join(this.directory, name));
    }
    await this.emulator.reset();
  }

  /** Puts sessions on a DBbrain instance, which is made where it is new. */
  async sessions(instanceId: string, sessions: SessionInput[], product = "mysql"): Promise<void> {
    await this.emulator.addSessions({ service: "dbbrain", instance_id: instanceId, product, sessions });
  }

  async tasks(instanceId?: string): Promise<TaskState[]> {
    return (await this.emulator.state({ instance_id: instanceId })).tasks;
  }

  /** The tasks that run now. */
  async running(instanceId?: string): Promise<TaskState[]> {
    return (await this.tasks(instanceId)).filter(({ status }) => status === "running");
  }

  /** How often an action was called since the last reset. */
  async calls(action: string): Promise<number> {
    return (await this.emulator.requests({ action })).requests.length;
  }

  /** The attributes of a resource in the state. */
  // biome-ignore lint/suspicious/noExplicitAny: they are JSON of any shape
  async attributes(address: string): Promise<any> {
    const state = await this.terraform.show();
    const resources: { address: string; values: unknown }[] = state.values?.root_module?.resources ?? [];
    return resources.find((resource) => resource.address === address)?.values;
  }

  /** Everything that Terraform wrote to the folder but the provider itself, as one text. */
  written(): string {
    const read = (folder: string): string =>
      readdirSync(folder)
        .filter((name) => name !== "terraform.d" && name !== ".terraform")
        .map((name) => join(folder, name))
        .map((path) => (statSync(path).isDirectory() ? read(path) : readFileSync(path, "latin1")))
        .join("\n");
    return read(this.directory);
  }

  async dispose(): Promise<void> {
    await this.emulator.close();
    this.terraform.dispose();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What is written as a block. */
const BLOCKS = new Set(["match", "exclude", "target", "timeouts", "when", "window", "mysql", ...VENDORS]);

/** A resource in HCL. A block is given as an object: `{ users = ["report"], min_duration_seconds = 60 }`. */
export function resource(type: string, name: string, attributes: Record<string, string>, meta = ""): string {
  const lines = Object.entries(attributes).map(([key, value]) =>
    BLOCKS.has(key) ? `  ${block(key, value)}` : `  ${key} = ${value}`,
  );
  return `resource "${type}" "${name}" {\n${lines.join("\n")}\n${meta}\n}\n`;
}

/** A Tencent kill task in HCL. */
export function killTask(name: string, attributes: Record<string, string>, meta = ""): string {
  return resource("dbkill_tencent_dbbrain_kill_task", name, attributes, meta);
}

/** A block in HCL, of an object on one line: in a block every setting has a line of its own. */
export function block(name: string, object: string): string {
  const body = object.trim().replace(/^\{|\}$/g, "");
  let depth = 0;
  let quoted = false;
  let lines = "";
  for (const [at, character] of [...body].entries()) {
    if (character === '"' && body[at - 1] !== "\\") quoted = !quoted;
    if (!quoted && "[{(".includes(character)) depth++;
    if (!quoted && "]})".includes(character)) depth--;
    lines += character === "," && depth === 0 && !quoted ? "\n" : character;
  }
  return `${name} {\n${lines}\n}`;
}

/** The codes of the errors, or warnings, that Terraform printed, in their order. */
export function codes(output: string, severity: "Error" | "Warning" = "Error"): string[] {
  let current = "";
  return [...output.matchAll(/^[│╷ ]*(Error|Warning): |\bCode: (DBKILL_[A-Z_]+)/gm)].flatMap(
    ([, start, code]) => {
      if (start) current = start;
      return code && current === severity ? [code] : [];
    },
  );
}
