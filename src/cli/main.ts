#!/usr/bin/env node
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { providerFolder } from "../mirror";
import { VERSION } from "../version";
import { doctorCommand } from "./doctor";
import { emulatorCommand } from "./emulator";
import { enforceCommand } from "./enforce";
import { explainCommand } from "./explain";
import { mirrorCommand } from "./mirror";
import { previewCommand } from "./preview";
import { UsageError } from "./usage-error";
import { setFlags } from "./v8-flags";

/** What the process's exit code says. */
const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** `dbkill provider`: the Terraform provider itself. */
function providerCommand(): Command {
  return new Command("provider")
    .description("serve the Terraform provider; Terraform starts it itself")
    .action(() => {
      require(join(providerFolder(), "provider.cjs"));
    });
}

/** `dbkill handler`, which provisioners start from its file in the stack's folder. */
function handlerCommand(): Command {
  return new Command("handler")
    .description("carry out a declaration from the environment; Terraform's provisioners run this")
    .argument("<operation>", "create or destroy")
    .action(() => {
      // It reads its operation where Node.js has it for a program.
      process.argv.splice(2, 1);
      require(join(providerFolder(), "handler-program.cjs"));
    });
}

setFlags();

const program = new Command("dbkill")
  .description("Kill tasks for cloud databases as declarative infrastructure.")
  .version(VERSION)
  .showHelpAfterError("(dbkill --help lists the commands and their options)")
  .addCommand(emulatorCommand())
  .addCommand(previewCommand())
  .addCommand(explainCommand())
  .addCommand(enforceCommand())
  .addCommand(mirrorCommand())
  .addCommand(doctorCommand())
  .addCommand(providerCommand())
  .addCommand(handlerCommand());

for (const command of [program, ...program.commands]) command.exitOverride();

// A reader that has seen enough closes the pipe; that is no failure, and an emulator goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // Commander has printed what is wrong; help and version are no errors.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
    return;
  }
  console.error(`dbkill: ${(error as Error).message}`);
  process.exitCode = error instanceof UsageError ? EXIT.wrongUsage : EXIT.failed;
});
