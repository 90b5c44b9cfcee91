import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { emulatorEnvironment, VENDORS } from "../../scripts/emulator-environment";
import { installNullProvider } from "../../scripts/null-provider/install";
import { type RunResult, Terraform } from "../../scripts/terraform";
import { KillEngine } from "../../src";
import { Emulator, type EmulatorOptions, type SessionInput } from "../../src/emulator";

/** The engines that run on local-exec. */
export const LOCAL_ENGINES = [KillEngine.TERRAFORM_DATA, KillEngine.NULL_RESOURCE] as const;

/** An emulator, and a stack that is synthesized into a folder of its own, where Terraform runs it. */
export class Stage {
  private constructor(
    readonly emulator: Emulator,
    readonly directory: string,
    readonly engine: KillEngine,
    public terraform: Terraform,
  ) {}

  static async create(engine: KillEngine, options: EmulatorOptions = {}, env: NodeJS.ProcessEnv = {}) {
    const emulator = await Emulator.start(options);
    const directory = mkdtempSync(join(tmpdir(), "dbkill-local-exec-"));
    const clouds = VENDORS.map((vendor) => emulatorEnvironment(vendor, emulator.url));
    const terraform = new Terraform(
      join(directory, "cdktf.out", "stacks", "guards"),
      Object.assign({}, ...clouds, env),
    );
    return new Stage(emulator, directory, engine, terraform);
  }

  /** Synthesizes what `build` declares, and lets Terraform install what it needs. */
  async synth(build: (stack: TerraformStack) => void, engine = this.engine): Promise<void> {
    const app = new App({ outdir: join(this.directory, "cdktf.out") });
    const stack = new TerraformStack(app, "guards");
    new LocalBackend(stack, { path: join(this.directory, "terraform.tfstate") });
    KillEngine.use(stack, engine);
    build(stack);
    app.synth();
    const { directory } = this.terraform;
    if (engine === KillEngine.NULL_RESOURCE) installNullProvider(directory);
    const asked = JSON.stringify(Object.keys(this.synthesized().terraform.required_providers ?? {}));
    if (this.#installed !== asked) await this.terraform.init();
    this.#installed = asked;
  }

  /** The providers that are installed. */
  #installed: string | undefined;

  /** `cdk.tf.json`. */
  // biome-ignore lint/suspicious/noExplicitAny: the document's shape is Terraform's.
  synthesized(): any {
    return JSON.parse(readFileSync(join(this.terraform.directory, "cdk.tf.json"), "utf8"));
  }

  async applied(...more: string[]): Promise<RunResult> {
    const result = await this.terraform.apply(...more);
    expect({ code: result.code, output: result.output }).toMatchObject({ code: 0 });
    return result;
  }

  async destroyed(...more: string[]): Promise<RunResult> {
    const result = await this.terraform.destroy(...more);
    expect({ code: result.code, output: result.output }).toMatchObject({ code: 0 });
    return result;
  }

  async sessions(service: "dbbrain" | "das", instance_id: string, sessions: SessionInput[]): Promise<void> {
    await this.emulator.addSessions({ service, instance_id, sessions });
  }

  /** The tasks that run now: instance and filter. */
  async running(): Promise<{ instance_id: string; match: unknown }[]> {
    const { tasks } = await this.emulator.state();
    return tasks
      .filter(({ status }) => status === "running")
      .map(({ instance_id, match }) => ({ instance_id, match }));
  }

  /** How often an action was called. */
  async calls(action: string): Promise<number> {
    return (await this.emulator.requests({ action })).requests.length;
  }

  /** Ids of the sessions that were killed. */
  async killed(): Promise<string[]> {
    return (await this.emulator.state()).kills.map(({ session }) => session.id);
  }

  get journal(): string {
    return join(this.directory, ".dbkill");
  }

  /** Files of the journal. */
  entries(folder = this.journal): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(folder, name));
  }

  /** Everything below the folder but the handler and providers, as one text. */
  written(): string {
    const read = (folder: string): string =>
      readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => !["dbkill-handler", "terraform.d", ".terraform"].includes(name))
        .map((entry) => {
          const path = join(folder, entry.name);
          return entry.isDirectory() ? read(path) : readFileSync(path, "latin1");
        })
        .join("\n");
    return read(this.directory);
  }

  /** Starts anew: no state, no journal, an empty emulator. */
  async reset(): Promise<void> {
    for (const name of readdirSync(this.directory)) {
      if (name.startsWith("terraform.tfstate") || name === ".dbkill") {
        rmSync(join(this.directory, name), { recursive: true });
      }
    }
    await this.emulator.reset();
  }

  async dispose(): Promise<void> {
    await this.emulator.close();
    this.terraform.dispose();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The codes that the handler printed, errors and warnings in one. Terraform repeats an error's lines, folded. */
export function handlerCodes(output: string, severity: "error" | "warning" = "error"): string[] {
  const found = [...output.matchAll(/\(local-exec\): dbkill: (error|warning) (DBKILL_\w+):/g)];
  return found.flatMap(([, kind, code]) => (kind === severity ? [code!] : []));
}
