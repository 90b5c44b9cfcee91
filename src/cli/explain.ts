import { Command } from "commander";
import { type Policy, printable } from "../model";
import { type Io, PROCESS_IO } from "./io";
import { describeTarget } from "./policies/place";
import { explainSession, sessionsWith } from "./preview/explanation";
import { explanationText } from "./preview/explanation-text";
import { type LookOptions, look, withLookOptions } from "./preview/options";
import { EXIT } from "./preview/results";
import { policiesNamed, policyId } from "./preview/scope";
import { UsageError } from "./usage-error";

interface ExplainOptions extends Omit<LookOptions, "sessions"> {
  readonly session: string;
  readonly sessions?: string;
  readonly format: "table" | "json";
}

/** `dbkill explain POLICY --session ID`: why a session lives or dies. */
export function explainCommand(io: Io = PROCESS_IO): Command {
  const command = new Command("explain")
    .description("say what the policies of a database do with one session, and why; kills nothing")
    .argument("<policy>", "a policy of the database, by its name or as SERVICE/INSTANCE/NAME")
    .requiredOption("--session <id>", "the session's id; id@server where servers have sessions with one id");
  return withLookOptions(command, ["table", "json"]).action(async (name: string, options: ExplainOptions) => {
    process.exitCode = await explain(name, options, io);
  });
}

/** @returns the exit code */
export async function explain(name: string, options: ExplainOptions, io: Io): Promise<number> {
  const [view] = await look(options, (policies) => [onlyOne(name, policies)], io);
  const { target, shown, judgements, error, facts } = view!;
  const place = describeTarget(target);
  if (error || !judgements) {
    io.err(`dbkill: ${place}: ${error?.message} (${error?.code})\n`);
    return EXIT.failed;
  }
  const found = sessionsWith(options.session, view!.sessions);
  if (found.length === 0) {
    const id = printable(options.session, 80);
    io.err(
      `dbkill: ${place}: none of ${view!.sessions.length} ${facts.words.many} has the id ${id}. It may have ended.\n`,
    );
    return EXIT.failed;
  }
  const asked = shown[0]!;
  const explanations = found.map((session) => explainSession(session, asked, view!));
  if (options.format === "json") {
    const now = view!.now.toISOString();
    io.out(`${JSON.stringify({ target, now, sessions: explanations }, null, 2)}\n`);
  } else {
    io.out(explanations.map((each) => explanationText(each, view!)).join("\n"));
  }
  return judgements.get(asked)?.capped ? EXIT.capped : EXIT.done;
}

function onlyOne(name: string, policies: readonly Policy[]): Policy {
  const [only, ...more] = policiesNamed(name, policies);
  if (only && more.length === 0) return only;
  const ids = [only!, ...more].map((policy) => printable(policyId(policy), 300));
  throw new UsageError(`several policies have this name. Write one of ${ids.join(", ")}.`);
}
