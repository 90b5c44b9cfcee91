import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import {
  type AccessKey,
  Emulator,
  type EmulatorEvent,
  type EmulatorOptions,
  type Fault,
  OptionError,
  QUIRKS,
  type Quirk,
  type SessionsInput,
} from "../emulator";
import { printable } from "../model";
import { commandEnvironment, emulatorVariables, runWith } from "./emulator-command";
import { fileReason } from "./io";
import { UsageError } from "./usage-error";

interface Options {
  host: string;
  port: number;
  allowHost?: string[];
  mysql?: string;
  sessions?: string;
  faults?: string;
  rateLimit: boolean;
  accessKey?: AccessKey[];
  projectId?: string[];
  quirk?: Quirk[];
  quiet?: boolean;
  verbose?: boolean;
}

/** What an option of the emulator is called on the command line, where that is not its own name. */
const FLAGS: Partial<Record<OptionError["option"], string>> = {
  allowedHosts: "allow-host",
  projectIds: "project-id",
  quirks: "quirk",
};

/** `dbkill emulator`: the vendors' APIs on this machine. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("serve the vendors' APIs on this machine, to try and test everything with no cloud account")
    .usage("[options] [-- command...]")
    .argument(
      "[command...]",
      "run this command with the emulator's environment, then exit with its exit code",
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option(
      "--port <number>",
      "port to listen on; 0 picks a free port, as does omitting the option with a command",
      port,
      4710,
    )
    .option(
      "--allow-host <name>",
      "also serve calls to this host name, such as a compose service's; may be given several times",
      collect,
    )
    .addOption(
      new Option(
        "--mysql <url>",
        "take the sessions of a real MySQL or MariaDB server, and really kill them; needs the package mysql2",
      ).env("DBKILL_EMULATOR_MYSQL"),
    )
    .option(
      "--sessions <file>",
      "JSON file with sessions to start with, as POST /_dbkill/sessions takes them: one object or a list",
    )
    .option(
      "--faults <file>",
      "JSON file with faults to inject from the start, as POST /_dbkill/faults takes them",
    )
    .option("--no-rate-limit", "leave out the vendors' rate limits")
    .option("--access-key <id:secret>", "accept this key pair too; may be given several times", accessKey)
    .option(
      "--project-id <id>",
      "accept this Huawei project alone; may be given several times (default: any)",
      collect,
    )
    .option(
      "--quirk <name>",
      `act out what vendors' documents leave open; may be given several times: ${QUIRKS.join(", ")}`,
      collect,
    )
    .addOption(
      new Option(
        "--quiet",
        "print no line for each call, kill and task (default where the output is no terminal)",
      ).conflicts("verbose"),
    )
    .option(
      "--verbose",
      "print a line for each call, kill and task (default on a terminal, unless there is a command)",
    )
    .addHelpText(
      "after",
      "\nThe key pair dbkill-emulator / dbkill-emulator-secret is accepted; with --mysql, a random one that is printed at the start.\nThe control interface is under /_dbkill/, such as GET /_dbkill/state. At / is a page for browsers.",
    )
    .action(async (words: string[], options: Options, command: Command) => {
      const isCommand = words.length > 0;
      const anyPort = isCommand && command.getOptionValueSource("port") === "default";
      const emulator = await start(anyPort ? { ...options, port: 0 } : options, isCommand);
      if (emulator.otherUrls.length > 0) {
        console.error(
          "Warning: other machines can reach this emulator, and its control interface asks for no key. Use --host 127.0.0.1 unless they have to.",
        );
      }
      if (isCommand) {
        const env = commandEnvironment(emulator.url, options.projectId?.[0], emulator.accessKey);
        process.exitCode = await runWith(emulator, words, env);
        return;
      }
      console.log(`The emulator listens on ${[emulator.url, ...emulator.otherUrls].join(" and ")}. Ctrl-C ends it. To use it:

${environment(emulator.url, options.projectId?.[0], emulator.accessKey)}`);
      const end = () => void emulator.close();
      process.once("SIGINT", end);
      process.once("SIGTERM", end);
    });
}

/** What to set, as lines for a shell, so that dbkill calls the emulator. */
export function environment(url: string, projectId?: string, key?: AccessKey): string {
  return emulatorVariables(url, projectId, key)
    .map((variables) => Object.entries(variables).map(([name, value]) => `${name}=${value}`))
    .map((settings) => `  export ${settings.join(" ")}`)
    .join("\n");
}

/** One event as one line for a terminal. Names that clients choose can't break out of it. */
export function eventLine(event: EmulatorEvent): string {
  return printable(`${timeOfDay(event.at)}  ${describe(event)}`);
}

function describe(event: EmulatorEvent): string {
  switch (event.kind) {
    case "call": {
      const { service, action, instance_id, http_status, error_code, fault } = event;
      const result = [http_status ?? "no response", error_code, fault && `(fault ${fault})`];
      const call = [service, action || "(no action)", instance_id].filter(Boolean).join(" ");
      return `${call}: ${result.filter(Boolean).join(" ")}`;
    }
    case "kill": {
      const { service, instance_id, session, by } = event;
      return `killed session ${session.id} of ${session.user || "(no user)"} on ${service} ${instance_id}, by ${by.replace(":", " ")}`;
    }
    case "task": {
      const until = event.expires_at === null ? "until it is cancelled" : `until ${event.expires_at}`;
      const end = event.event === "started" ? until : `kills: ${event.kills}`;
      return `task ${event.id} ${event.event} on ${event.service} ${event.instance_id}, ${end}`;
    }
    case "refused":
      return `refused a request, ${event.code}: ${event.message}`;
  }
}

/** `10:00:00` of an RFC 3339 time. */
function timeOfDay(at: string): string {
  return at.slice(at.indexOf("T") + 1).slice(0, 8);
}

/** While a command runs, the emulator prints to standard error: standard output belongs to the command. */
async function start(options: Options, isCommand: boolean): Promise<Emulator> {
  const { host, port, mysql, rateLimit, quiet = false } = options;
  const { verbose = process.stdout.isTTY && !quiet && !isCommand } = options;
  const print = isCommand ? console.error : console.log;
  const settings: EmulatorOptions = {
    host,
    port,
    mysql,
    rateLimit,
    allowedHosts: options.allowHost,
    sessions: options.sessions === undefined ? undefined : readSessions(options.sessions),
    faults: options.faults === undefined ? undefined : readFaults(options.faults),
    accessKeys: options.accessKey,
    projectIds: options.projectId,
    quirks: options.quirk,
    onEvent: verbose ? (event) => print(eventLine(event)) : undefined,
  };
  try {
    return await Emulator.start(settings);
  } catch (error) {
    throw explained(error, options);
  }
}

/** The same failure in the words of the command's own options. */
function explained(error: unknown, options: Options): unknown {
  const { host, port } = options;
  if (error instanceof OptionError) {
    const { option } = error;
    const place =
      option === "faults" || option === "sessions" ? options[option] : `--${FLAGS[option] ?? option}`;
    return new UsageError(`${place}: ${error.message}`);
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EADDRNOTAVAIL") {
    return new UsageError(
      `--host: ${host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of them. --allow-host is for the name that others call it by.`,
    );
  }
  if (code !== "EADDRINUSE") return error;
  return new Error(
    `Port ${port} of ${host} is taken. Is another emulator running? Choose another with --port, or --port 0 for a free one.`,
  );
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
  return value;
}

function accessKey(text: string, before: AccessKey[] = []): AccessKey[] {
  const at = text.indexOf(":");
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError("A key pair is written ID:SECRET.");
  return [...before, { id: text.slice(0, at), secret: text.slice(at + 1) }];
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** What is in the list is checked where the emulator takes it. */
function readSessions(file: string): SessionsInput[] {
  const content = readJson(file);
  return (Array.isArray(content) ? content : [content]) as SessionsInput[];
}

function readFaults(file: string): Fault[] {
  const content = readJson(file);
  const faults = Array.isArray(content) ? content : (content as { faults?: unknown } | null)?.faults;
  if (!Array.isArray(faults)) throw new UsageError(`${file} holds no list of faults`);
  return faults as Fault[];
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${fileReason(error)}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
