import { Command, Option } from "commander";
import { AuditError } from "../engine/runner/audit";
import { printable } from "../model";
import { AuditFile, type AuditSink, AuditStream } from "./enforce/audit-file";
import {
  AUDIT_STATEMENTS,
  checkOptions,
  collect,
  duration,
  type EnforceOptions,
  listen,
  shard,
} from "./enforce/options";
import { Run } from "./enforce/run";
import { withStatements } from "./enforce/statements";
import { type Io, PROCESS_IO } from "./io";
import { withPolicyOptions } from "./policies/options";

/** What the command ends by, beside what it reads and writes. */
export interface EnforceIo extends Io {
  /** Where the audit goes without a file. */
  readonly auditStream: Pick<NodeJS.WritableStream, "write">;
  /** Aborts when the command is to end. */
  readonly signal: AbortSignal;
}

/** `dbkill enforce`: kills what policies say, pass by pass. */
export function enforceCommand(): Command {
  return withPolicyOptions(
    new Command("enforce").description("enforce policies in repeated passes, and record each decision"),
  )
    .option(
      "--policy <name>",
      "enforce this policy alone, by its name or as SERVICE/INSTANCE/NAME; the others of its target still protect and have priority",
    )
    .addOption(new Option("--once", "end after one pass of each database").conflicts("interval"))
    .option("--interval <duration>", "how often each database has a pass: 500ms, 5s, 1m", duration, 5_000)
    .option("--dry-run", "kill nothing, and record what would be killed")
    .option(
      "--audit <file>",
      "file that each decision is appended to, as a line of JSON; its last hour counts for max_kills_per_hour; - is the standard output",
      "-",
    )
    .addOption(
      new Option("--audit-statements <how>", "how statements appear in the audit")
        .choices(AUDIT_STATEMENTS)
        .default("full"),
    )
    .option("--stop-file <file>", "while this file is there, no kill is sent; passes go on and report")
    .addOption(
      new Option(
        "--shard <number/count>",
        "enforce only this part of the databases: 2/5 is the second of five; auto/5 takes the number from the pod on Kubernetes",
      )
        .argParser((text) => shard(text))
        .default({ index: 1, count: 1 }, "1/1"),
    )
    .option(
      "--listen <host:port>",
      "serve a web page, /healthz, /metrics and /v1/policies over HTTP, such as on 127.0.0.1:9464",
      listen,
    )
    .option(
      "--allow-host <name>",
      "also answer requests to this host name; may be given several times",
      collect,
      [] as readonly string[],
    )
    .addHelpText(
      "after",
      "\nThe policies are reloaded before each pass, those of a Terraform folder every 30 seconds. If they can't be used,\nthe last good ones stay in force. Keys, regions and addresses come from the environment and profile files, as in\nthe provider.\nA kill that can't be recorded is not sent.\n\nExit codes: 0 done, or ended by SIGTERM or Ctrl-C; 1 failed; 2 wrong usage; with --once 3: a cap stopped a pass.",
    )
    .action(async (options: EnforceOptions) => {
      process.exitCode = await enforce(options, {
        ...PROCESS_IO,
        auditStream: process.stdout,
        signal: untilToldToEnd(),
      });
    });
}

/** @returns the exit code */
export async function enforce(options: EnforceOptions, io: EnforceIo): Promise<number> {
  checkOptions(options);
  let sink: AuditSink | undefined;
  try {
    sink = options.audit === "-" ? new AuditStream(io.auditStream) : AuditFile.open(options.audit);
    return await new Run(options, io, withStatements(sink, options.auditStatements), io.signal).run();
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    io.err(`dbkill: ${printable(error.message)} (DBKILL_AUDIT_FAILED)\n`);
    return FAILED;
  } finally {
    sink?.close();
  }
}

const FAILED = 1;

/** Exit codes of a command that a signal ends, by convention 128 and the signal's number. */
const KILLED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

/** Aborts at the first SIGINT or SIGTERM, for what is under way to be finished. The second one ends the process at once. */
function untilToldToEnd(): AbortSignal {
  const end = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (end.signal.aborted) process.exit(KILLED_BY[name]);
      end.abort();
    });
  }
  return end.signal;
}
