import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator, SessionState, State } from "../../src/emulator";
import type { Project } from "../project";
import type { RunResult, Terraform } from "../terraform";
import type { Cast } from "./cast";
import { finish } from "./commands";
import type { Narrator } from "./narrator";
import { TENCENT } from "./tencent";

/** Kill loops run each second; a slow machine gets a lot longer than that. */
const DEADLINE_MS = 20_000;
const POLL_MS = 200;

/** Everything that the demo is played with, and what it asks of it time and again. */
export class Stage {
  constructor(
    readonly emulator: Emulator,
    readonly cast: Cast,
    readonly project: Project,
    readonly terraform: Terraform,
    readonly narrator: Narrator,
    /** Aborts on Ctrl-C. */
    private readonly signal: AbortSignal,
  ) {}

  /** Ids of everybody on stage. */
  get everybody(): string[] {
    const { first, second, innocent } = this.cast;
    return [...first, ...second, ...innocent];
  }

  /** What the emulator tells of the database. */
  state(): Promise<State> {
    return this.emulator.state({ service: TENCENT.service, instance_id: TENCENT.instanceId });
  }

  /** The sessions of the database that run now. */
  async running(): Promise<SessionState[]> {
    return (await this.state()).sessions.filter(({ status }) => status === "running");
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

  /** Synthesizes the example's program with this filter in the place of its own. */
  async synthesize(filter: string): Promise<void> {
    const text = TENCENT.program();
    if (text.split(TENCENT.filter).length !== 2) {
      throw new Error(`the example's program does not hold exactly once: ${TENCENT.filter}`);
    }
    this.project.write(
      "main.ts",
      text.replace(TENCENT.filter, () => filter),
    );
    mustEndWell("synth", await finish(this.project.start("main.ts"), this.signal));
  }

  /** Runs Terraform to its end, whatever its exit code. */
  run(...args: string[]): Promise<RunResult> {
    const options = ["-input=false", ...(args.includes("-json") ? [] : ["-no-color"])];
    const [command, ...more] = args;
    const child = this.terraform.spawn([command!, ...options, ...more], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return finish(child, this.signal);
  }

  /** Runs a command of Terraform that has to succeed; answers what it printed. */
  async must(...args: string[]): Promise<string> {
    return mustEndWell(`terraform ${args[0]}`, await this.run(...args));
  }
}

function mustEndWell(command: string, { code, output }: RunResult): string {
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.trim()}`);
  return output;
}
