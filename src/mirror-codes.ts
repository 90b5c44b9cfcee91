import type { CodeEntry } from "./model";

/** What can be wrong with how the provider is put where Terraform finds it. Codes are stable. */
export const MIRROR_CODES = {
  DBKILL_SOURCE_INVALID: {
    cause: "The address of the provider is not HOST/NAMESPACE/TYPE in lower case.",
    remedy: "Write it whole, as required_providers has it: registry.example.com/platform/dbkill.",
  },
  DBKILL_NATIVE_FOLDER_MISSING: {
    cause:
      "The native executable is asked for, and nothing says where its archives are. npm does not carry them.",
    remedy:
      "Download the archives and SHA256SUMS of this version's release into one folder, and name it: DBKILL_NATIVE_DIR, nativeFolder of DbkillProvider, or dbkill mirror --native FOLDER. npm run release:provider in a checkout builds them into release/registry.",
  },
  DBKILL_NATIVE_MISSING: {
    cause:
      "The folder of native archives lacks SHA256SUMS of this version, or the archive of a platform that is asked for.",
    remedy: "Download what the message names from this version's release, or name other platforms.",
  },
  DBKILL_NATIVE_DAMAGED: {
    cause:
      "A native archive is not what SHA256SUMS says: it was downloaded in part, or somebody has changed it.",
    remedy: "Download it again, from the release that SHA256SUMS is from.",
  },
  DBKILL_NATIVE_TYPE: {
    cause:
      "The address of the provider ends in a type other than dbkill. The executable in a native archive has that name, and Terraform looks for it by the type.",
    remedy: 'Use an address that ends in /dbkill, or binary = "script".',
  },
  DBKILL_PLATFORM_UNSUPPORTED: {
    cause: "The provider as a script for Node.js is asked for on Windows, which starts no scripts.",
    remedy: "Use the native executable there: binary native.",
  },
} as const satisfies Record<string, CodeEntry>;

/** The provider can't be put where Terraform finds it. */
export class MirrorError extends Error {
  override readonly name = "MirrorError";

  constructor(
    readonly code: keyof typeof MIRROR_CODES,
    text: string,
  ) {
    super(`${text} [${code}]`);
  }
}
