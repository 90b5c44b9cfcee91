import { CATALOGUES, cell } from "./errors";

/** A symptom, where to look first, and its codes. */
const SYMPTOMS: readonly {
  readonly seen: string;
  readonly look: string;
  readonly codes: readonly string[];
}[] = [
  {
    seen: "No session is killed",
    look: "Look at `status` and `enforced_by` of the policy. `dbkill explain NAME --session ID` says why a session survives ([guide](preview.md#why-this-session)).",
    codes: [
      "DBKILL_POLICY_NEEDS_RUNNER",
      "DBKILL_POLICY_UNCONFIRMED",
      "DBKILL_RUNNER_UNREACHABLE",
      "DBKILL_POLICY_CLOSED",
      "DBKILL_POLICY_EXPIRED",
      "DBKILL_POLICY_LEFT_TO_VENDOR",
      "DBKILL_TASK_SWITCH_OFF",
      "DBKILL_TASK_NOT_RUNNING",
      "DBKILL_NOTHING_TO_KILL",
      "DBKILL_KILLS_STOPPED",
      "DBKILL_AUDIT_FAILED",
    ],
  },
  {
    seen: "A plan or a pass would kill too many",
    look: "Look at the sessions that the warning names, and narrow the filter before you raise a cap.",
    codes: ["DBKILL_MAX_KILLS_EXCEEDED", "DBKILL_FILTER_MATCHES_ALL", "DBKILL_POLICY_TOOL_AT_RISK"],
  },
  {
    seen: "Sessions can't be listed",
    look: "Check the permissions on the type's page. Guards such as max_kills need the list, so the plan fails without it.",
    codes: [
      "DBKILL_KILL_LIST_FAILED",
      "DBKILL_LIST_INCOMPLETE",
      "DBKILL_ERR_PERMISSION",
      "DBKILL_ERR_NOT_FOUND",
    ],
  },
  {
    seen: "A call does not reach the cloud, or is refused",
    look: "Check keys, region and address ([guide](credentials.md)). The message contains the vendor's code and request id.",
    codes: [
      "DBKILL_ERR_CREDENTIALS",
      "DBKILL_ERR_AUTHENTICATION",
      "DBKILL_ERR_REGION",
      "DBKILL_ERR_PROJECT",
      "DBKILL_ERR_ENDPOINT",
      "DBKILL_ERR_NETWORK",
      "DBKILL_ERR_PROXY",
      "DBKILL_ERR_THROTTLED",
    ],
  },
  {
    seen: "A session survives its kill",
    look: "The server may still be rolling back the session's transaction. The next apply retries the remaining sessions.",
    codes: [
      "DBKILL_SESSION_SURVIVED",
      "DBKILL_SESSION_REFUSED",
      "DBKILL_OUTCOME_UNKNOWN",
      "DBKILL_DRAIN_SURVIVORS",
    ],
  },
  {
    seen: "A task is in the way",
    look: "DBbrain runs one task for each instance, DAS runs five. Policies that the vendor enforces count too.",
    codes: [
      "DBKILL_TASK_SLOT_TAKEN",
      "DBKILL_TASK_SLOT_CLAIMED",
      "DBKILL_TASK_NO_ROOM",
      "DBKILL_TASK_SLOT_MOVED",
      "DBKILL_TASK_DECLARED_TWICE",
    ],
  },
  {
    seen: "An answer was lost, or an apply was interrupted",
    look: "Apply again before you change anything. dbkill finds the running task and recovers, or says that it can't.",
    codes: [
      "DBKILL_TASK_INTERRUPTED",
      "DBKILL_TASK_UNSETTLED",
      "DBKILL_TASK_STOP_UNSETTLED",
      "DBKILL_TASK_ADOPTED",
    ],
  },
  {
    seen: "A CDKTF program fails at synth",
    look: "The message names the construct's path and the property.",
    codes: [
      "DBKILL_PEER_MISSING",
      "DBKILL_PROVIDER_MISSING",
      "DBKILL_PROPERTY_UNKNOWN",
      "DBKILL_FILTER_NOT_EXPRESSIBLE",
      "DBKILL_TARGET_UNSUPPORTED",
      "DBKILL_DATABASE_UNPROTECTED",
    ],
  },
];

/**
 * The guide by symptom, with causes and remedies from the catalogues.
 *
 * @throws Error for a code that is not in a catalogue
 */
export function troubleshootingPage(): string {
  const entries = new Map(CATALOGUES.flatMap(({ codes }) => Object.entries(codes)));
  const sections = SYMPTOMS.map(({ seen, look, codes }) => {
    const rows = codes.map((code) => {
      const entry = entries.get(code);
      if (!entry) throw new Error(`The troubleshooting guide names ${code}, which is not in a catalogue`);
      return `| [\`${code}\`](../errors.md#${code.toLowerCase()}) | ${cell(entry.cause)} | ${cell(entry.remedy)} |`;
    });
    return `## ${seen}\n\n${look}\n\n| code | cause | remedy |\n|---|---|---|\n${rows.join("\n")}`;
  });
  return `${[
    '---\npage_title: "Troubleshooting by code"\nsubcategory: "When something goes wrong"\ndescription: |-\n  From a symptom to the code, its cause and its remedy.\n---',
    "<!-- Generated from the catalogues of codes by `npm run docs`. Do not edit. -->",
    "# Troubleshooting by code",
    "Every error and warning ends with a line `Code: DBKILL_...`. Search this page for yours, or look it up in the [list of all codes](../errors.md). Without a code, start from the symptom.",
    ...sections,
  ].join("\n\n")}\n`;
}
