import { Command } from "commander";
import { type Io, PROCESS_IO } from "./io";
import { describeTarget } from "./policies/place";
import { toMarkdown } from "./preview/markdown";
import { type LookOptions, look, withLookOptions } from "./preview/options";
import { exitCodeOf, resultsOf } from "./preview/results";
import { policiesNamed } from "./preview/scope";
import { toTable } from "./preview/table";

interface PreviewOptions extends LookOptions {
  readonly policy?: string;
  readonly format: "table" | "markdown" | "json";
}

/** `dbkill preview`: which sessions policies would kill now. */
export function previewCommand(io: Io = PROCESS_IO): Command {
  const command = new Command("preview")
    .description(
      "show which sessions policies would kill now, on the live databases or on a saved list; kills nothing",
    )
    .option(
      "--policy <name>",
      "show this policy alone, by its name or as SERVICE/INSTANCE/NAME; the others of its target still count",
    );
  return withLookOptions(command, ["table", "markdown", "json"]).action(async (options: PreviewOptions) => {
    process.exitCode = await preview(options, io);
  });
}

/** @returns the exit code */
export async function preview(options: PreviewOptions, io: Io): Promise<number> {
  const { policy: name, format } = options;
  const views = await look(
    options,
    (policies) => (name === undefined ? policies : policiesNamed(name, policies)),
    io,
  );
  for (const { target, error } of views) {
    if (error) io.err(`dbkill: ${describeTarget(target)}: ${error.message} (${error.code})\n`);
  }
  if (format === "json") {
    io.out(`${JSON.stringify({ policies: views.flatMap(resultsOf) }, null, 2)}\n`);
  } else {
    const text = format === "table" ? toTable(views) : toMarkdown(views);
    io.out(text === "" ? "There are no policies.\n" : text);
  }
  return exitCodeOf(views);
}
