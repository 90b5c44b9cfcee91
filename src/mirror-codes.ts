import type { CodeEntry } from "./model";

/** Errors of placing the provider where Terraform finds it. Codes are stable. */
export const MIRROR_CODES = {
  DBKILL_SOURCE_INVALID: {
    cause: "The address of the provider is not HOST/NAMESPACE/TYPE in lower case.",
    remedy: "Write the full address, as in required_providers: registry.example.com/platform/dbkill.",
  },
  DBKILL_NATIVE_FOLDER_MISSING: {
    cause:
      "The native executable is requested, but no folder with its archives is set. The npm package does not contain them.",
    remedy:
      "Download the archives and SHA256SUMS of this version's release into one folder. Set it in DBKILL_NATIVE_DIR, in nativeFolder of DbkillProvider, or with dbkill mirror --native FOLDER. In a checkout, npm run release:provider builds them into release/registry.",
  },
  DBKILL_NATIVE_MISSING: {
    cause:
      "The folder of native archives lacks SHA256SUMS of this version, or the archive of a requested platform.",
    remedy: "Download the file that the message names from this version's release, or name other platforms.",
  },
  DBKILL_NATIVE_DAMAGED: {
    cause: "A native archive does not match SHA256SUMS: the download is incomplete, or the file was changed.",
    remedy: "Download it again from the same release as SHA256SUMS.",
  },
  DBKILL_NATIVE_TYPE: {
    cause:
      "The provider's address does not end in /dbkill. Terraform looks for the executable by that name, and native archives contain no other.",
    remedy: 'Use an address that ends in /dbkill, or binary = "script".',
  },
  DBKILL_PLATFORM_UNSUPPORTED: {
    cause: "The script provider is requested for Windows, which can't start scripts.",
    remedy: "Use the native executable: set binary to native.",
  },
} as const satisfies Record<string, CodeEntry>;

/** The provider can't be placed where Terraform finds it. */
export class MirrorError extends Error {
  override readonly name = "MirrorError";

  constructor(
    readonly code: keyof typeof MIRROR_CODES,
    text: string,
  ) {
    super(`${text} [${code}]`);
  }
}
