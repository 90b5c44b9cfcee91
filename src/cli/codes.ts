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
      "dbkill enforce can't reload its policies: for example, a file is half written or a server does not answer. The last good policies stay in force.",
    remedy: "Fix the problems that the following lines list. dbkill tries again before each pass.",
  },
  DBKILL_POLICIES_EMPTY: {
    cause:
      "The source contains no policies, or not the one that --policy names. Nothing is enforced and no session is killed.",
    remedy:
      "If you removed the policy, do nothing. Otherwise check the file, URL or folder and, for a Terraform folder, the selected workspace. If you renamed it, change --policy.",
  },
  DBKILL_POLICIES_UNREADABLE: {
    cause: "The file or folder of the policies can't be read, or the folder has no .json file.",
    remedy:
      "Check the path, the permissions of the user that runs dbkill, and that the volume is mounted. A runner that has policies already keeps enforcing them.",
  },
  DBKILL_POLICIES_UNREACHABLE: {
    cause:
      "The policy URL can't be read: it timed out, redirected, returned a status other than 200, or returned too large a response.",
    remedy: "Call the URL with curl from the same machine. If it redirects, use the final URL.",
  },
  DBKILL_STATE_INVALID: {
    cause:
      "The input of --state or --terraform-dir is not a state as printed by terraform show -json. It is a plan, a raw state file or something else.",
    remedy: "Run terraform show -json in the folder of the configuration, without a plan file.",
  },
  DBKILL_STATE_FORMAT_UNKNOWN: {
    cause:
      "The output of terraform show -json has a format_version that this version of dbkill does not support.",
    remedy: "Use a newer dbkill, or print the state with the Terraform version that you apply with.",
  },
  DBKILL_TERRAFORM_SHOW_FAILED: {
    cause: "terraform show -json failed in the folder of --terraform-dir, took too long or printed too much.",
    remedy:
      "Run it in that folder as the runner's user. The folder must be initialised, and the backend's credentials must be in the environment.",
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
      "The handler received no declaration, or one that was truncated, edited or written by another version. Nothing was sent.",
    remedy: "Synthesize and apply with the same version of cdktf-dbkill.",
  },
  DBKILL_JOURNAL_UNREADABLE: {
    cause:
      "The handler's journal is damaged or was written by another version. A create then sends nothing; a destroy stops every task that equals its declaration.",
    remedy:
      "Restore the file. If you can't, check in the vendor's console whether its task runs, then move the file away.",
  },
  DBKILL_JOURNAL_UNWRITABLE: {
    cause:
      "The handler can't write its journal. A create then sends nothing: without a journal, an interrupted run would leave an untracked task.",
    remedy: "Make the folder writable, or set DBKILL_JOURNAL to another folder.",
  },
  DBKILL_JOURNAL_CONFLICT: {
    cause:
      "The handler's journal has a task under the same name that is for another database: of another project or environment that uses the same folder, or left by an earlier declaration. A create sends nothing then; a destroy leaves the file, and a kill is not recorded.",
    remedy:
      "Give each project and environment a journal folder of its own (DBKILL_JOURNAL, or journal in KillEngine.use). If the task is an earlier one of this project, stop it in the vendor's console and move the file away.",
  },
  DBKILL_POLICY_STILL_ENFORCED: {
    cause:
      "The handler can't delete the document of a policy that is destroyed, so the runner still enforces it. Terraform keeps the policy.",
    remedy: "Make the document's folder writable and apply or destroy again.",
  },
  DBKILL_NODE_TOO_OLD: {
    cause:
      "The handler runs on a Node.js version that is older than cdktf-dbkill supports. Nothing was sent.",
    remedy: "Install a newer Node.js, or put its folder first in the PATH of the shell that runs Terraform.",
  },
} as const satisfies Record<string, CodeEntry>;

export type CliCode = keyof typeof CLI_CODES;
