import type { CodeEntry } from "../../model";

/** What `dbkill doctor` finds on the machine. What vendors answer has codes of its own. */
export const DOCTOR_CODES = {
  DBKILL_DOCTOR_NODE: {
    cause:
      "There is no node on the PATH, or it is too old, or it can't be run. The provider as a script needs one where Terraform runs.",
    remedy:
      "Install the version that the message names, or use the native executable: dbkill mirror --native.",
  },
  DBKILL_DOCTOR_TERRAFORM: {
    cause:
      "Neither terraform nor tofu is on the PATH, or it can't be run, or it is older than what dbkill is tested on.",
    remedy: "Install Terraform 1.6 or later, or OpenTofu.",
  },
  DBKILL_DOCTOR_MIRROR: {
    cause:
      "terraform init would not find this version of the provider for this platform in the folder's terraform.d/plugins.",
    remedy:
      "Run dbkill mirror terraform.d/plugins there, or synthesize again. With a registry of your own this check does not apply.",
  },
  DBKILL_DOCTOR_MIRROR_OFF: {
    cause:
      "Terraform's CLI configuration has a provider_installation block, which turns off the search in terraform.d/plugins.",
    remedy: "Name the mirror in that block as a filesystem_mirror or a network_mirror.",
  },
  DBKILL_DOCTOR_NO_KEYS: {
    cause: "No key pair of any cloud is found, so no API can be called.",
    remedy: "Set the variables of the cloud that you use; docs/guides/credentials.md lists them.",
  },
  DBKILL_DOCTOR_NO_TARGET: {
    cause:
      "No database is named, so no list of sessions was asked for: whether the vendor accepts key, region and clock is not known.",
    remedy: "Name one with --target, or the policies with --policies.",
  },
  DBKILL_DOCTOR_ENDPOINT: {
    cause: "The address of a service does not answer.",
    remedy: "Check the network, the address, HTTPS_PROXY and NO_PROXY.",
  },
  DBKILL_DOCTOR_ENDPOINT_PROXY: {
    cause: "Calls go through a proxy, so the address was not asked directly, and the clock was not compared.",
    remedy: "Nothing, where a list of sessions succeeds: it went through the proxy.",
  },
  DBKILL_DOCTOR_CLOCK: {
    cause:
      "This machine's clock differs from that of a service. Signatures hold the time, and vendors refuse them from 5 minutes on.",
    remedy: "Set the clock, for example with NTP.",
  },
  DBKILL_DOCTOR_RUNNER: {
    cause: "The runner that DBKILL_RUNNER_URL names does not answer, or not as a runner does.",
    remedy: "Check the address, and that dbkill enforce runs there with --listen.",
  },
} as const satisfies Record<string, CodeEntry>;

export type DoctorCode = keyof typeof DOCTOR_CODES;
