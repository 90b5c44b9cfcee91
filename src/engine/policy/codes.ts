import type { CodeEntry } from "../../model";

/** What planning a policy reports. */
export const POLICY_CODES = {
  DBKILL_POLICY_PREVIEW: {
    cause: "Tells which sessions the policy would kill at the moment of the plan, and why it spares others.",
    remedy:
      "Nothing to do. If the sessions are not the ones meant, change match, exclude or protected_users. plan_preview = false in the provider block turns it off.",
  },
  DBKILL_POLICY_NEEDS_RUNNER: {
    cause:
      "The vendor's own task can't express these policies, so only a runner can enforce them. runner_url is not set, so Terraform can't check whether a runner does.",
    remedy:
      "Run dbkill enforce with their documents and set runner_url. Or change the settings that the message names, and the vendor's task can enforce them.",
  },
  DBKILL_POLICY_MOVES: {
    cause:
      "The edit, or another version of dbkill, moves the policy from the vendor's task to the runner, or back.",
    remedy: "Nothing to do if it is meant. The runner needs the new document before it enforces the policy.",
  },
  DBKILL_POLICY_TOOL_AT_RISK: {
    cause:
      "A session of a migration or backup tool matches a policy that the vendor's task enforces. The vendor does not know these tools.",
    remedy: 'Set enforcement = "runner", narrow match, or stop the tool first.',
  },
  DBKILL_POLICY_ONE_HOST: {
    cause: "All clients have one address, as behind a proxy, and the policy tells them apart by host.",
    remedy: "Choose sessions by other fields than hosts.",
  },
  DBKILL_POLICY_CONFLICT: {
    cause:
      "Two policies of one target may choose the same session, and one ends connections where the other ends queries.",
    remedy: "Give both the same action, tell them apart in match, or set priority.",
  },
  DBKILL_POLICY_NAME_TAKEN: {
    cause: "Two policies of one target have the same name, so their audits and metrics can't be told apart.",
    remedy: "Rename one of them.",
  },
} as const satisfies Record<string, CodeEntry>;
