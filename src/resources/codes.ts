import type { CodeEntry } from "../model";

/** What the Terraform types themselves report. Codes are stable. */
export const RESOURCE_CODES = {
  DBKILL_HTTP_ALLOWED: {
    cause:
      "DBKILL_ALLOW_HTTP lets these hosts be called without encryption. Anyone who can read a request can send it again.",
    remedy: "Keep it for emulators, and unset it where real databases are managed.",
  },
  DBKILL_IMPORT_ID_INVALID: {
    cause: "The id given to terraform import does not have the form that the type needs.",
    remedy: "Write the id in the form that the message shows.",
  },
  DBKILL_IMPORT_NOT_FOUND: {
    cause: "The database has nothing with the id given to terraform import.",
    remedy: "Use an id that the message lists, and check the region and the credentials.",
  },
  DBKILL_KILL_DESTROY_DOES_NOTHING: {
    cause: "A resource that kills once is destroyed. What it killed stays killed.",
    remedy: "Nothing has to be done.",
  },
  DBKILL_KILL_TAINTED: {
    cause:
      "The create of a kill did not do everything. Terraform replaces it in the next apply, which chooses sessions again.",
    remedy: "To have the next apply try only what is left, run terraform untaint first.",
  },
  DBKILL_POLICY_UNCONFIRMED: {
    cause:
      "The runner at runner_url does not run this revision of the policy, or has made no pass lately. Nobody enforces the policy.",
    remedy: "Do what the message says: usually give the runner the policy's document, and plan again.",
  },
  DBKILL_RUNNER_UNREACHABLE: {
    cause:
      "The runner at runner_url does not answer, or its answer can't be read. Policies that need it count as pending.",
    remedy: "Check the address, and that dbkill enforce runs there with --listen.",
  },
  DBKILL_RUNNER_URL_INVALID: {
    cause:
      "runner_url or DBKILL_RUNNER_URL is not an address of scheme, host and port, or a comma-separated list of them.",
    remedy: "Write it such as http://127.0.0.1:9464.",
  },
  DBKILL_MYSQL_NOT_ENCRYPTED: {
    cause:
      "The provider's mysql block lets the connection to a server on another machine be made without TLS. Anyone on the network path can read statements and change what is sent.",
    remedy: 'Set tls = "required", with ca_file for a private authority.',
  },
  DBKILL_PROVIDER_NOT_KNOWN_YET: {
    cause: "A setting of the provider comes from a resource that is still to be created.",
    remedy: "Apply that resource first (terraform apply -target), or give a fixed value.",
  },
  DBKILL_SWITCH_CLAIMED: {
    cause: "Two resources declare the kill switch of one instance.",
    remedy: "Keep one of the two.",
  },
  DBKILL_SWITCH_LEFT: {
    cause: "An imported kill switch was destroyed. Its earlier value is not known, so it stays as it is.",
    remedy: "Set it in the vendor's console if another value is wanted.",
  },
  DBKILL_SWITCH_NOT_TURNED: {
    cause: "The vendor accepted the change of the kill switch, but still reports the old value.",
    remedy: "Apply again. If it happens again, find out in the vendor's console who changes it.",
  },
  DBKILL_SWITCH_SUPERSEDED: {
    cause: "Another resource of this configuration has taken over the kill switch.",
    remedy: "Nothing has to be done.",
  },
  DBKILL_SWITCH_TURNS_OFF: {
    cause: "The plan turns the kill switch off. Every kill task on the instance then runs and kills nothing.",
    remedy: "Apply only if that is meant.",
  },
  DBKILL_TARGET_INVALID: {
    cause: "A target has a setting that its service does not know, or lacks one that it needs.",
    remedy: "Set or remove what the message names.",
  },
  DBKILL_WINDOW_EMPTY: {
    cause: "A time window ends before it starts.",
    remedy: "Give an end that is later than the start.",
  },
} as const satisfies Record<string, CodeEntry>;
