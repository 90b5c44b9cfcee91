import { Command, Option } from "commander";
import type { Target } from "../model";
import { VERSION } from "../version";
import { cloudFindings } from "./doctor/clouds";
import type { Finding } from "./doctor/finding";
import { machineFindings } from "./doctor/machine";
import { runnerFindings } from "./doctor/runner";
import { parseTarget, TARGET_FORM } from "./doctor/targets";
import { type Io, PROCESS_IO } from "./io";
import { placeOf } from "./policies/place";
import { policySource } from "./policies/source";

interface DoctorOptions {
  readonly target?: readonly string[];
  readonly policies?: string;
  readonly dir: string;
  readonly format: "text" | "json";
}

const NEVER = new AbortController().signal;
const EXIT = { well: 0, error: 1 } as const;

/** `dbkill doctor`: what keeps this machine from planning and applying. */
export function doctorCommand(io: Io = PROCESS_IO): Command {
  return new Command("doctor")
    .description(
      "check Node.js, Terraform, the mirror, keys, regions, addresses, the clock and one list of sessions for each database; changes nothing",
    )
    .option("--target <target...>", `databases to list: ${TARGET_FORM}`)
    .option("--policies <file>", "list the databases of these policies, as dbkill preview reads them")
    .option("--dir <folder>", "where Terraform runs", ".")
    .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      "\nKeys, regions and addresses come from the environment and profile files; a provider block is not read.\n\nExit codes: 0 nothing is wrong (there may be warnings); 1 something is; 2 wrong usage.",
    )
    .action(async (options: DoctorOptions) => {
      process.exitCode = await doctor(options, io);
    });
}

/** @returns the exit code */
export async function doctor({ target = [], policies, dir, format }: DoctorOptions, io: Io): Promise<number> {
  const targets = await allTargets(target.map(parseTarget), policies, io);
  const findings = [
    ...machineFindings(dir, io.env),
    ...(await cloudFindings(targets, io)),
    ...(await runnerFindings(io.env)),
  ];
  if (format === "json") io.out(`${JSON.stringify({ version: VERSION, findings }, null, 2)}\n`);
  else io.out(findings.map(toText).join(""));
  return findings.some(({ status }) => status === "error") ? EXIT.error : EXIT.well;
}

/** Each database once. */
async function allTargets(named: readonly Target[], policies: string | undefined, io: Io): Promise<Target[]> {
  const source = policies === undefined ? undefined : policySource({ policies }, io, NEVER);
  const declared = (await source?.changed(new Date()))?.policies ?? [];
  const all = [...named, ...declared.map(({ target }) => target)];
  return [...new Map(all.map((target) => [placeOf(target), target])).values()];
}

const MARKS = { ok: "ok     ", warning: "warning", error: "error  ", skipped: "skipped" } as const;

function toText({ status, check, message, remedy, code }: Finding): string {
  const more = [remedy, code && `Code: ${code}`].filter(Boolean).map((line) => `         ${line}\n`);
  return `${MARKS[status]}  ${check}: ${message}\n${more.join("")}`;
}
