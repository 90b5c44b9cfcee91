import type { CodeEntry } from "../../model";

/** Findings of `dbkill doctor` about the machine. Vendors' answers have their own codes. */
export const DOCTOR_CODES = {
  DBKILL_DOCTOR_NODE: {
    cause:
      "No node is on the PATH, or it is too old or can't run. The script provider needs Node.js where Terraform runs.",
    remedy:
      "Install the version that the message names, or use the native executable: dbkill mirror --native.",
  },
  DBKILL_DOCTOR_TERRAFORM: {
    cause:
      "Neither terraform nor tofu is on the PATH, or it can't run or is older than the versions that dbkill is tested on.",
    remedy: "Install Terraform 1.6 or later, or OpenTofu.",
  },
  DBKILL_DOCTOR_MIRROR: {
    cause:
      "The folder's terraform.d/plugins lacks this version of the provider for this platform, so terraform init would not find it.",
    remedy:
      "Run dbkill mirror terraform.d/plugins there, or synthesize again. If you use your own registry, ignore this check.",
  },
  DBKILL_DOCTOR_MIRROR_OFF: {
    cause:
      "Terraform's CLI configuration has a provider_installation block, which turns off the search in terraform.d/plugins.",
    remedy: "Name the mirror in that block as a filesystem_mirror or a network_mirror.",
  },
  DBKILL_DOCTOR_NO_KEYS: {
    cause: "No key pair for any cloud was found, so no API can be called.",
    remedy: "Set the variables of the cloud that you use; docs/guides/credentials.md lists them.",
  },
  DBKILL_DOCTOR_NO_TARGET: {
    cause:
      "No database is named, so dbkill listed no sessions and could not check that the vendor accepts key, region and clock.",
    remedy: "Name a database with --target, or the policies with --policies.",
  },
  DBKILL_DOCTOR_ENDPOINT: {
    cause: "The address of a service does not answer.",
    remedy: "Check the network, the address, HTTPS_PROXY and NO_PROXY.",
  },
  DBKILL_DOCTOR_ENDPOINT_PROXY: {
    cause: "Calls go through a proxy, so dbkill did not test the address directly or compare the clocks.",
    remedy: "Nothing to do if a list of sessions succeeds: it went through the proxy.",
  },
  DBKILL_DOCTOR_CLOCK: {
    cause:
      "This machine's clock differs from a service's clock. Signatures contain the time, and vendors refuse them if the clocks differ by 5 minutes or more.",
    remedy: "Set the clock, for example with NTP.",
  },
  DBKILL_DOCTOR_RUNNER: {
    cause: "The address in DBKILL_RUNNER_URL does not answer, or something other than a runner answers.",
    remedy: "Check the address, and that dbkill enforce runs there with --listen.",
  },
} as const satisfies Record<string, CodeEntry>;

export type DoctorCode = keyof typeof DOCTOR_CODES;
