import { type Command, InvalidArgumentError, Option } from "commander";
import { isRfc3339, type Policy, type Session } from "../../model";
import { type Io, readText } from "../io";
import { type PolicyOptions, withPolicyOptions } from "../policies/options";
import { policySource } from "../policies/source";
import { readSessions, SessionsFileError } from "../sessions-file";
import { UsageError } from "../usage-error";
import { type TargetView, viewLive, viewSaved } from "./look";
import { byTarget, oneTarget } from "./scope";

/** What the commands that look at policies have in common. */
export interface LookOptions extends PolicyOptions {
  readonly sessions?: string;
  readonly now?: Date;
}

/** Adds these options to a command. */
export function withLookOptions(command: Command, formats: readonly string[]): Command {
  return withPolicyOptions(command)
    .option(
      "--sessions <file>",
      "saved list of sessions, in place of the live one: our JSON, or what MySQL prints for SHOW FULL PROCESSLIST; - reads the standard input",
    )
    .option("--now <time>", "date and time by which windows and expiry are judged (default: now)", time)
    .addOption(
      new Option("--format <format>", "how the result is printed").choices(formats).default(formats[0]),
    )
    .addHelpText(
      "after",
      "\nWithout --sessions the databases themselves are listed, with keys, regions and addresses from the environment\nand profile files, as the provider reads them. Nothing is killed.\n\nExit codes: 0 done; 1 a database can't be listed; 2 wrong usage; 3 a cap stops a pass.",
    );
}

function time(text: string): Date {
  if (!isRfc3339(text)) {
    throw new InvalidArgumentError("Write a time as RFC 3339 has it, such as 2027-01-31T18:00:00Z.");
  }
  return new Date(text);
}

/**
 * Reads the policies, and looks at the databases of those that are asked for.
 *
 * @param choose the policies that are asked for, among all
 */
export async function look(
  { sessions: saved, now, ...from }: LookOptions,
  choose: (policies: readonly Policy[]) => readonly Policy[],
  io: Io,
): Promise<TargetView[]> {
  if ((from.policies === "-" || from.state === "-") && saved === "-") {
    throw new UsageError(
      "policies and --sessions can't both come from standard input. Name a file for one of them.",
    );
  }
  const at = () => now ?? new Date();
  const { policies, warnings } = (await policySource(from, io, new AbortController().signal).changed(at()))!;
  const asked = choose(policies);
  for (const warning of warnings) io.err(`Warning: ${warning}\n`);
  let views: TargetView[];
  if (saved === undefined) views = await viewLive(policies, asked, at, io);
  else {
    const group = oneTarget(byTarget(policies, asked));
    const sessions = sessionsOf(saved, io);
    views = group ? [viewSaved(group, sessions, at())] : [];
  }
  for (const { warnings: more } of views) for (const warning of more) io.err(`Warning: ${warning}\n`);
  return views;
}

const UNREADABLE: SessionsFileError["code"] = "DBKILL_SESSIONS_FILE_INVALID";

function sessionsOf(file: string, io: Io): Session[] {
  try {
    return readSessions(readText(file, io));
  } catch (error) {
    if (error instanceof SessionsFileError) throw new UsageError(`${file}: ${error.message} (${error.code})`);
    if (error instanceof UsageError) throw new UsageError(`${error.message} (${UNREADABLE})`);
    throw error;
  }
}
