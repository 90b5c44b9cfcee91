import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import {
  type AccessKey,
  EMULATOR_PROJECT_ID,
  Emulator,
  type Fault,
  HUAWEI_QUIRKS,
  type HuaweiQuirk,
  OptionError,
} from "../emulator";
import { UsageError } from "./usage-error";

interface Options {
  host: string;
  port: number;
  mysql?: string;
  faults?: string;
  rateLimit: boolean;
  accessKey?: AccessKey[];
  projectId?: string[];
  quirk?: HuaweiQuirk[];
}

/** What an option of the emulator is called on the command line, where that is not its own name. */
const FLAGS: Partial<Record<OptionError["option"], string>> = { projectIds: "project-id", quirks: "quirk" };

/** `dbkill emulator`: the vendors' APIs on this machine. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("serve the vendors' APIs on this machine, to try and test everything with no cloud account")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 takes a free one", port, 4710)
    .addOption(
      new Option(
        "--mysql <url>",
        "take the sessions of a real MySQL or MariaDB server, and really kill them",
      ).env("DBKILL_EMULATOR_MYSQL"),
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
      `act out where Huawei's documents contradict themselves; may be given several times: ${HUAWEI_QUIRKS.join(", ")}`,
      collect,
    )
    .addHelpText(
      "after",
      "\nThe key pair dbkill-emulator / dbkill-emulator-secret is always accepted.\nThe control interface is under /_dbkill/, such as GET /_dbkill/state.",
    )
    .action(async (options: Options) => {
      const emulator = await start(options);
      console.log(`The emulator listens on ${emulator.url}. Ctrl-C ends it. To use it:

${environment(emulator.url, options.projectId?.[0])}`);
      const end = () => void emulator.close();
      process.once("SIGINT", end);
      process.once("SIGTERM", end);
    });
}

/** What to set, as lines for a shell, so that dbkill calls the emulator. */
export function environment(url: string, projectId = EMULATOR_PROJECT_ID): string {
  return `  export DBKILL_ENDPOINT_URL=${url}
  export TENCENTCLOUD_REGION=ap-guangzhou TENCENTCLOUD_SECRET_ID=dbkill-emulator TENCENTCLOUD_SECRET_KEY=dbkill-emulator-secret
  export HW_REGION_NAME=cn-north-4 HW_PROJECT_ID=${projectId} HW_ACCESS_KEY=dbkill-emulator HW_SECRET_KEY=dbkill-emulator-secret
  export ALIBABA_CLOUD_REGION=cn-hangzhou ALIBABA_CLOUD_ACCESS_KEY_ID=dbkill-emulator ALIBABA_CLOUD_ACCESS_KEY_SECRET=dbkill-emulator-secret`;
}

async function start(options: Options): Promise<Emulator> {
  const {
    host,
    port,
    mysql,
    rateLimit,
    accessKey: accessKeys,
    projectId: projectIds,
    quirk: quirks,
  } = options;
  const faults = options.faults === undefined ? undefined : readFaults(options.faults);
  try {
    return await Emulator.start({ host, port, mysql, faults, rateLimit, accessKeys, projectIds, quirks });
  } catch (error) {
    throw explained(error, options);
  }
}

/** The same failure in the words of the command's own options. */
function explained(error: unknown, { host, port, faults }: Options): unknown {
  if (error instanceof OptionError) {
    const { option } = error;
    return new UsageError(
      `${option === "faults" ? faults : `--${FLAGS[option] ?? option}`}: ${error.message}`,
    );
  }
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return error;
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

function readFaults(file: string): Fault[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`The faults of ${file} can't be read: ${(error as Error).message}`);
  }
  const faults = Array.isArray(content) ? content : (content as { faults?: unknown } | null)?.faults;
  if (!Array.isArray(faults)) throw new UsageError(`${file} holds no list of faults`);
  return faults as Fault[];
}
