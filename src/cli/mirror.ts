import { Command, InvalidArgumentError } from "commander";
import { PLATFORMS, type Platform, writeMirror } from "../mirror";
import { UsageError } from "./usage-error";

/** `dbkill mirror DIR`: the provider as a Terraform filesystem mirror. */
export function mirrorCommand(): Command {
  return new Command("mirror")
    .description("write the provider as a Terraform filesystem mirror, for `terraform init` to find")
    .argument(
      "<dir>",
      "folder to write to; Terraform finds terraform.d/plugins in the working directory without any setting",
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
            `"${platform}" is not a platform of the provider. Platforms are ${PLATFORMS.join(", ")}.`,
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
  if (text.trim() === "") {
    throw new InvalidArgumentError("The folder's name is empty. Write a dot for the working directory.");
  }
  return text;
}
