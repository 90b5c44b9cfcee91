import { Command, InvalidArgumentError } from "commander";
import { type MirrorOptions, PLATFORMS, writeMirror } from "../mirror";
import { NATIVE_PLATFORMS } from "../native";
import { PROVIDER_SOURCE } from "../version";
import { UsageError } from "./usage-error";

interface Options {
  readonly platform?: string[];
  readonly source?: string;
  readonly native?: string | true;
}

/** `dbkill mirror DIR`: the provider as a Terraform filesystem mirror. */
export function mirrorCommand(): Command {
  return new Command("mirror")
    .description("write the provider as a Terraform filesystem mirror, for `terraform init` to find")
    .argument(
      "<dir>",
      "folder to write to; Terraform finds terraform.d/plugins in the working directory without any setting",
      folder,
    )
    .option("--platform <os_arch...>", `platforms to write (default: ${PLATFORMS.join(" ")})`)
    .option(
      "--source <address>",
      `HOST/NAMESPACE/TYPE that required_providers names (default: ${PROVIDER_SOURCE})`,
    )
    .option(
      "--native [folder]",
      "write the native executable, which needs no Node.js, from a folder with a release's archives and SHA256SUMS (default: DBKILL_NATIVE_DIR); without --platform, every platform in the folder",
    )
    .addHelpText("after", "\nExample:\n  dbkill mirror terraform.d/plugins && terraform init")
    .action((directory: string, { platform, source, native }: Options) => {
      const known: readonly string[] = native ? NATIVE_PLATFORMS : PLATFORMS;
      const unknown = platform?.find((name) => !known.includes(name));
      if (unknown !== undefined)
        throw new UsageError(
          `"${unknown}" is not a platform of the provider. Platforms are ${known.join(", ")}${native ? "" : "; with --native also Windows"}.`,
        );
      const options: MirrorOptions = {
        directory,
        source,
        platforms: platform as MirrorOptions["platforms"],
        binary: native ? "native" : "script",
        nativeFolder: typeof native === "string" ? native : undefined,
      };
      for (const file of writeMirror(options)) console.log(file);
    });
}

function folder(text: string): string {
  if (text.trim() === "") {
    throw new InvalidArgumentError("The folder's name is empty. Write a dot for the working directory.");
  }
  return text;
}
