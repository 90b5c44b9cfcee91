import { Command, InvalidArgumentError } from "commander";
import { PLATFORMS, type Platform, writeMirror } from "../mirror";
import { UsageError } from "./usage-error";

/** `dbkill mirror DIR`: the provider as a Terraform filesystem mirror. */
export function mirrorCommand(): Command {
  return new Command("mirror")
    .description("write the provider as a Terraform filesystem mirror, for `terraform init` to find")
    .argument(
      "<dir>",
      "folder to write to; terraform.d/plugins in the working directory needs no settings at all",
      folder,
    )
    .option(
      "--platform <os_arch...>",
      `platforms to write, the same bytes for each (default: ${PLATFORMS.join(" ")})`,
    )
    .addHelpText("after", "\nExample:\n  dbkill mirror terraform.d/plugins && terraform init")
    .action((directory: string, options: { platform?: string[] }) => {
      for (const platform of options.platform ?? []) {
        if (!(PLATFORMS as readonly string[]).includes(platform)) {
          throw new UsageError(
            `"${platform}" is no platform of the provider; there are ${PLATFORMS.join(", ")}`,
          );
        }
      }
      for (const file of writeMirror({
        directory,
        platforms: options.platform as Platform[] | undefined,
      })) {
        console.log(file);
      }
    });
}

function folder(text: string): string {
  if (text.trim() === "")
    throw new InvalidArgumentError("A folder has a name; the working directory is written as a dot.");
  return text;
}
