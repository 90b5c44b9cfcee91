import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { printable } from "../../model";
import { UsageError } from "../usage-error";
import { PolicySourceError } from "./error";
import { ProcessGroup } from "./process-group";
import { type PolicySource, policiesOf, type ReadPolicies } from "./read";

/** The shortest time between two runs of Terraform, in ms: each run starts the providers and reads the whole state from its backend. */
const EVERY_MS = 30_000;
/** In ms. */
interface Limits {
  /** Timeout of a run. */
  readonly timeoutMs: number;
  /** Grace period after SIGTERM. */
  readonly graceMs: number;
}

const LIMITS: Limits = { timeoutMs: 60_000, graceMs: 5_000 };
/** The longest state that is read, in bytes. */
const LONGEST = 64 * 1024 * 1024;
/** How many characters of its error output are shown. */
const SHOWN = 600;

/** The policies of the state that `terraform show -json` prints in a folder, from its backend and selected workspace. */
export class TerraformSource implements PolicySource {
  readonly limitMs: number;
  readonly #command: string;
  readonly #folder: string;
  #asked: number | undefined;
  #last: string | undefined;

  /**
   * @param command a file; absent: `DBKILL_TERRAFORM`, else `terraform` or `tofu` on the PATH
   * @throws UsageError if the folder or the command does not exist
   */
  constructor(
    folder: string,
    command: string | undefined,
    private readonly env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
    private readonly limits: Limits = LIMITS,
  ) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`--terraform-dir: ${folder} is not a folder.`);
    this.limitMs = limits.timeoutMs + limits.graceMs;
    this.#folder = resolve(folder);
    this.#command = commandOf(command, env);
  }

  async changed(now: Date): Promise<ReadPolicies | undefined> {
    const asked = performance.now();
    if (this.#asked !== undefined && asked - this.#asked < EVERY_MS) return undefined;
    this.#asked = asked;
    const last = this.#last;
    this.#last = undefined;
    const text = await this.#show();
    const read = text === last ? undefined : policiesOf([{ name: this.#folder, text }], now, "state");
    this.#last = text;
    return read;
  }

  /** Runs the command and returns its output. No shell and no standard input. */
  #show(): Promise<string> {
    return new Promise((done, fail) => {
      const failed = (why: string) =>
        fail(
          new PolicySourceError(
            "DBKILL_TERRAFORM_SHOW_FAILED",
            `${this.#command} show -json in ${this.#folder} ${why}`,
          ),
        );
      const { timeoutMs, graceMs } = this.limits;
      const child = spawn(this.#command, ["show", "-json", "-no-color"], {
        cwd: this.#folder,
        // In a process group of its own: a wrapper and what it has started end together.
        detached: true,
        env: { ...this.env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", TF_LOG: "" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const parts: Buffer[] = [];
      let length = 0;
      let said = "";
      let why: string | undefined;
      let force: NodeJS.Timeout | undefined;
      const group = new ProcessGroup(child);
      const end = (reason: string) => {
        if (why !== undefined) return;
        why = reason;
        group.signal("SIGTERM");
        force = setTimeout(() => {
          group.signal("SIGKILL");
          // What has left the group may keep them open for ever, and a process that the system holds back ends much later.
          child.stdout.destroy();
          child.stderr.destroy();
          child.unref();
          settle();
          failed(reason);
        }, graceMs);
      };
      const onAbort = () => end("was interrupted.");
      const limit = setTimeout(() => end(`took longer than ${timeoutMs / 1_000} s.`), timeoutMs);
      this.signal.addEventListener("abort", onAbort, { once: true });
      if (this.signal.aborted) onAbort();
      child.stdout.on("data", (part: Buffer) => {
        length += part.length;
        if (length > LONGEST) end(`printed more than ${LONGEST} bytes.`);
        else parts.push(part);
      });
      child.stderr.setEncoding("utf8").on("data", (part: string) => {
        if (said.length < SHOWN) said += part;
      });
      const settle = () => {
        clearTimeout(limit);
        clearTimeout(force);
        group.release();
        this.signal.removeEventListener("abort", onAbort);
      };
      child.once("error", ({ message }) => {
        settle();
        failed(`can't be run: ${message}.`);
      });
      child.once("close", (code, killedBy) => {
        settle();
        if (why !== undefined) {
          group.signal("SIGKILL");
          failed(why);
        } else if (code === 0) done(Buffer.concat(parts).toString("utf8"));
        else failed(`exited with ${code ?? killedBy}: ${inOneLine(said)}`);
      });
    });
  }
}

/** Terraform's message, without the frame that it draws. */
function inOneLine(said: string): string {
  const text = said.replace(/[╷│╵\s]+/g, " ").trim();
  return printable(text === "" ? "it printed nothing." : text, SHOWN);
}

function commandOf(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const command = given ?? (env.DBKILL_TERRAFORM || undefined);
  const source = given === undefined ? "DBKILL_TERRAFORM" : "--terraform";
  const found =
    command === undefined
      ? (onPath("terraform", env) ?? onPath("tofu", env))
      : command.includes("/")
        ? resolve(command)
        : onPath(command, env);
  if (found !== undefined && isExecutable(found)) return found;
  throw new UsageError(
    command === undefined
      ? "--terraform-dir: neither terraform nor tofu is on the PATH. Name one with --terraform or DBKILL_TERRAFORM."
      : `${source}: ${command} can't be run.`,
  );
}

/** Skips relative folders of the PATH: they would resolve within the Terraform folder. */
function onPath(name: string, { PATH = "" }: NodeJS.ProcessEnv): string | undefined {
  return PATH.split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
