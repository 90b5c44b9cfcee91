import type { CodeEntry } from "../model";

/** What the commands refuse. Codes are stable: scripts rely on them. */
export const CLI_CODES = {
  DBKILL_SESSIONS_FILE_INVALID: {
    cause:
      "A saved list of sessions can't be read, or is not told apart from what its statements hold. The message names the line or the path.",
    remedy:
      "Save the list again as the message says. Of MySQL, mysql --batch -e 'SHOW FULL PROCESSLIST' prints the form that is never ambiguous.",
  },
  DBKILL_POLICIES_NOT_RELOADED: {
    cause:
      "The policies that dbkill enforce reads can't be read again or used, such as a file that is half written or a server that does not answer. The last good ones stay in force.",
    remedy: "Repair what the lines after it name. It is tried again before each pass.",
  },
  DBKILL_POLICIES_EMPTY: {
    cause: "There is no policy in what was read, so nothing is enforced and no session is killed.",
    remedy:
      "Nothing to do if the last policy was taken away. Else check the file, URL or folder, and the workspace of a Terraform folder.",
  },
  DBKILL_POLICIES_UNREACHABLE: {
    cause:
      "The URL of the policies can't be read: no answer in time, a status other than 200, a redirect, or too long an answer.",
    remedy: "Call the URL with curl from the same machine. Name the final URL where it redirects.",
  },
  DBKILL_STATE_INVALID: {
    cause:
      "What --state or --terraform-dir reads is not a state as terraform show -json prints it, but a plan, a state file itself or something else.",
    remedy: "Run terraform show -json, without the file of a plan, in the folder of the configuration.",
  },
  DBKILL_STATE_FORMAT_UNKNOWN: {
    cause: "What terraform show -json printed has a format_version that this dbkill does not know.",
    remedy: "Use a newer dbkill, or print the state with the Terraform that you apply with.",
  },
  DBKILL_TERRAFORM_SHOW_FAILED: {
    cause: "terraform show -json in the folder of --terraform-dir failed, took too long or printed too much.",
    remedy:
      "Run it in that folder as the user of the runner: the folder must be initialised, and the credentials of its backend be in the environment.",
  },
  DBKILL_POLICY_LEFT_TO_VENDOR: {
    cause:
      "The vendor's own task means exactly the same as the policy, so dbkill enforce leaves it to that task. Terraform starts the task, and the runner does not know whether it runs.",
    remedy:
      'Nothing to do for a policy that Terraform applies. For one that is only in a file, set enforcement = "runner".',
  },
  DBKILL_HOURLY_CAP_NOT_KEPT: {
    cause: "The audit is no file, so a restart forgets the kills that max_kills_per_hour counts.",
    remedy: "Name a file with --audit.",
  },
  DBKILL_DECLARATION_INVALID: {
    cause:
      "The handler of a provisioner has no declaration, or one that was cut, edited or written by another version. Nothing was sent.",
    remedy: "Synthesize and apply with one version of cdktf-dbkill.",
  },
  DBKILL_JOURNAL_UNREADABLE: {
    cause:
      "The handler's journal is cut, or of another version. A create sends nothing then; a destroy stops what equals its declaration.",
    remedy:
      "Restore the file. If it can't be restored, look in the vendor's console whether its task runs, and move the file away.",
  },
  DBKILL_JOURNAL_UNWRITABLE: {
    cause:
      "The handler's journal can't be written. A create sends nothing then: a run that is cut off would leave a task that nobody knows.",
    remedy: "Make the folder writable, or set DBKILL_JOURNAL to another one.",
  },
  DBKILL_JOURNAL_CONFLICT: {
    cause:
      "The handler's journal has a task under the same name that is for another database: of another project or environment that uses the same folder, or left by an earlier declaration. A create sends nothing then; a destroy leaves the file, and a kill is not recorded.",
    remedy:
      "Give each project and environment a journal folder of its own (DBKILL_JOURNAL, or journal in KillEngine.use). If the task is an earlier one of this project, stop it in the vendor's console and move the file away.",
  },
  DBKILL_NODE_TOO_OLD: {
    cause: "The Node.js that runs the handler is older than cdktf-dbkill supports. Nothing was sent.",
    remedy: "Install a newer Node.js, or put its folder first in the PATH of the shell that runs Terraform.",
  },
} as const satisfies Record<string, CodeEntry>;

export type CliCode = keyof typeof CLI_CODES;
