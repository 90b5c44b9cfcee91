import { spawn } from "node:child_process";
import { join } from "node:path";
import { emulatorEnvironment } from "../scripts/emulator-environment";
import type { LoggedRequest, SessionInput, State } from "../src/emulator";
import type { Fleet } from "./fleets";
import { track } from "./processes";

/** `dbkill emulator` in a process of its own, so that it takes no time from whoever measures. */
export class EmulatorProcess {
  /** A new one for the bench, ended with it. */
  static async start(options: { rateLimit: boolean }): Promise<EmulatorProcess> {
    const main = join(__dirname, "..", "lib", "cli", "main.js");
    const args = [main, "emulator", "--port", "0", ...(options.rateLimit ? [] : ["--no-rate-limit"])];
    const child = track(
      spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", "inherit"] }),
    );
    return new Promise((resolve, reject) => {
      let printed = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const url = /http:\/\/[\w.:]+:\d+/.exec(printed)?.[0];
        if (url) resolve(new EmulatorProcess(url));
      });
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`The emulator ended with ${code} before it listened`)));
    });
  }

  private constructor(private readonly url: string) {}

  /** Address and port. */
  get host(): string {
    return new URL(this.url).host;
  }

  /** What makes the provider call this emulator for a fleet. */
  env({ vendor }: Fleet): NodeJS.ProcessEnv {
    return emulatorEnvironment(vendor, this.url);
  }

  /** Forgets everything, and then has a fleet's instances for so many tasks, each with these sessions. */
  async reset(fleet: Fleet, tasks: number, sessions: readonly SessionInput[] = []): Promise<void> {
    await this.call("POST", "reset");
    for (const instance_id of fleet.instanceIds(tasks)) {
      await this.call("POST", "sessions", { service: fleet.service, instance_id, sessions });
    }
  }

  /** How many kill tasks run. */
  async runningTasks(): Promise<number> {
    const { tasks } = (await this.call("GET", "state")) as State;
    return tasks.filter(({ status }) => status === "running").length;
  }

  /** The last calls to the vendors' APIs. */
  async requests(): Promise<LoggedRequest[]> {
    return ((await this.call("GET", "requests")) as { requests: LoggedRequest[] }).requests;
  }

  private async call(method: string, name: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.url}/_dbkill/${name}`, {
      method,
      headers: body === undefined ? undefined : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The emulator answered ${answer.status} to ${method} ${name}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
