import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator, SessionInput, SessionState, SessionsInput, State } from "../../src/emulator";
import type { Vendor } from "../emulator-environment";
import type { Project } from "../project";
import type { RunResult, Terraform } from "../terraform";
import { finish } from "./commands";
import type { Narrator } from "./narrator";
import { type Message, type PlanReport, readPlan } from "./plan-report";

const EXAMPLES = join(__dirname, "..", "..", "examples");

const DBKILL = join(__dirname, "..", "..", "lib", "cli", "main.js");

/** Kill loops run each second; a slow machine gets a lot longer than that. */
const DEADLINE_MS = 20_000;
const POLL_MS = 200;

/** Where an act is played. */
export interface Setting {
  /** Absent: no cloud is called. */
  readonly vendor?: Vendor;
  /** The vendor's API, as people call it. */
  readonly api: string;
  /** The database, as the emulator is told of it. */
  readonly database: Omit<SessionsInput, "sessions">;
  /** The program to run, below `examples`. */
  readonly program: string;
  /** The stack in it. */
  readonly stack: string;
}

/** `terraform show -json`, as far as it is read. */
interface ShownState {
  readonly values: {
    readonly root_module: {
      readonly resources: readonly { readonly type: string; readonly values: Record<string, unknown> }[];
    };
  };
}

/** A dbkill command that was started. */
interface Started {
  readonly ended: Promise<RunResult>;
  /** Sends SIGTERM. */
  readonly stop: () => void;
}

/** Everything that one act is played with, and what it asks of it time and again. */
export class Stage {
  /** The dbkill commands that were started. */
  readonly #started: Started[] = [];

  constructor(
    readonly setting: Setting,
    readonly emulator: Emulator,
    private readonly project: Project,
    private readonly terraform: Terraform,
    readonly narrator: Narrator,
    /** Aborts on Ctrl-C. */
    private readonly signal: AbortSignal,
    /** Folder of native archives; absent: the program takes the script. */
    private readonly native?: string,
  ) {}

  /** Where Terraform runs. */
  get directory(): string {
    return this.terraform.directory;
  }

  /** Puts sessions on the database; the first call makes it. */
  async post(sessions: SessionInput[]): Promise<void> {
    await this.emulator.addSessions({ ...this.setting.database, sessions });
  }

  /** What the emulator tells of the database. */
  state(): Promise<State> {
    const { service, instance_id } = this.setting.database;
    return this.emulator.state({ service, instance_id });
  }

  /** The sessions of the database that run now. */
  async running(): Promise<SessionState[]> {
    return (await this.state()).sessions.filter(({ status }) => status === "running");
  }

  /** How often an action of the vendor's API was called for the database; or any action. */
  async calls(action?: string): Promise<number> {
    const { service, instance_id } = this.setting.database;
    const { requests } = await this.emulator.requests({ service, action });
    return requests.filter((request) => request.instance_id === instance_id).length;
  }

  /** Looks until it is so, for some seconds; tells whether it came to be. */
  async comesTrue(look: () => Promise<boolean>): Promise<boolean> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!(await look())) {
      if (Date.now() > deadline) return false;
      await sleep(POLL_MS, undefined, { signal: this.signal });
    }
    return true;
  }

  /** Synthesizes the program with these texts of it, each of which it holds once, replaced by others. */
  async synthesize(edits: Readonly<Record<string, string>> = {}): Promise<void> {
    let text = readFileSync(join(EXAMPLES, this.setting.program), "utf8");
    for (const [old, replacement] of Object.entries(edits)) {
      if (text.split(old).length !== 2) {
        throw new Error(`examples/${this.setting.program} does not hold exactly once: ${old}`);
      }
      text = text.replace(old, () => replacement);
    }
    this.project.write("main.ts", this.native === undefined ? text : withNative(text, this.native));
    mustEndWell("synth", await finish(this.project.start("main.ts"), this.signal));
  }

  /** Runs Terraform to its end, whatever its exit code. */
  run(...args: string[]): Promise<RunResult> {
    const options = ["-input=false", ...(args.includes("-json") ? [] : ["-no-color"])];
    const [command, ...more] = args;
    return this.bare(command!, ...options, ...more);
  }

  /** Runs a command of Terraform that has to succeed; answers what it printed. */
  async must(...args: string[]): Promise<string> {
    return mustEndWell(`terraform ${args[0]}`, await this.run(...args));
  }

  /** Plans to the file `demo.tfplan`, and shows what the plan warns of. */
  async plan(): Promise<PlanReport & { readonly output: string }> {
    const output = await this.must("plan", "-json", "-out=demo.tfplan");
    const report = readPlan(output);
    for (const { summary, detail } of report.warnings) {
      this.narrator.quote(`Warning: ${summary}\n${detail}`);
    }
    return { ...report, output };
  }

  /** Applies what was planned last; answers what it printed. */
  apply(): Promise<string> {
    return this.must("apply", "demo.tfplan");
  }

  /** Plans what has to be refused; answers why, and shows it. */
  async refusedPlan(): Promise<{ readonly errors: readonly Message[]; readonly output: string }> {
    const { code, output } = await this.run("plan", "-json");
    const { errors } = readPlan(output);
    for (const { summary, detail } of errors) this.narrator.quote(`Error: ${summary}\n${detail}`);
    this.narrator.claim("terraform plan fails", code === 1, output);
    return { errors, output };
  }

  /** The address of the only resource of a type in the state. */
  async addressOf(type: string): Promise<string> {
    const output = mustEndWell("terraform state list", await this.bare("state", "list"));
    return output.split("\n").find((address) => address.startsWith(`${type}.`))!;
  }

  /** Forgets a resource, without touching what it stands for. */
  async forget(address: string): Promise<void> {
    mustEndWell("terraform state rm", await this.bare("state", "rm", address));
  }

  /** What the state holds of the only resource of a type in the attribute `results`. */
  async results<T>(type: string): Promise<T[]> {
    return (await this.values(type))[0]!.results as T[];
  }

  /** The state, as `terraform show -json` prints it. */
  async show(): Promise<string> {
    return mustEndWell("terraform show", await this.bare("show", "-json"));
  }

  /** What the state holds of each resource of a type. */
  async values(type: string): Promise<Record<string, unknown>[]> {
    const { values } = JSON.parse(await this.show()) as ShownState;
    return values.root_module.resources.filter((each) => each.type === type).map((each) => each.values);
  }

  /** Runs a command of dbkill with this on its standard input, whatever its exit code. */
  dbkill(args: readonly string[], input: string): Promise<RunResult> {
    return this.start(args, input).ended;
  }

  /** Starts a dbkill command that runs until it is stopped, or the demo ends. */
  start(args: readonly string[], input = ""): Started {
    const child = spawn(process.execPath, [DBKILL, ...args], {
      detached: true,
      env: this.terraform.env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.end(input);
    const started = { ended: finish(child, this.signal), stop: () => child.kill("SIGTERM") };
    this.#started.push(started);
    return started;
  }

  /** Ends the commands that still run, as after a claim that did not come true. */
  async close(): Promise<void> {
    for (const { stop } of this.#started) stop();
    await Promise.allSettled(this.#started.map(({ ended }) => ended));
  }

  /** A file that is removed at the end of the act. */
  path(name: string): string {
    return join(this.project.directory, name);
  }

  /** Sets a variable for Terraform and dbkill from now on. */
  set(name: string, value: string): void {
    this.terraform.env[name] = value;
  }

  private bare(...args: string[]): Promise<RunResult> {
    return finish(
      this.terraform.spawn(args, { detached: true, stdio: ["ignore", "pipe", "pipe"] }),
      this.signal,
    );
  }
}

function mustEndWell(command: string, { code, output }: RunResult): string {
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.trim()}`);
  return output;
}

/** The program, changed to use the native executable. */
function withNative(text: string, folder: string): string {
  const made = /(new DbkillProvider\(this, "dbkill")(?:, \{(.*)\})?\)/;
  const line = (_: string, start: string, props = "") =>
    `${start}, { binary: "native", nativeFolder: ${JSON.stringify(folder)},${props} })`;
  if (!made.test(text))
    throw new Error("The demo does not recognise how the program creates its DbkillProvider.");
  return text.replace(made, line);
}
