import {
  type Context,
  type Diagnostic,
  type Diagnostics,
  hasUnknown,
  isUnknown,
  parseDuration,
  type State,
} from "../../framework";
import { checkDrainTimes, checkSelection, DRAIN_DEFAULTS, UNDECIDED } from "../../model";
import type { ProviderClients } from "../provider-clients";
import { reportProblems } from "../render";
import { filterDraftOf } from "../session-kill/values";
import { factsOfTarget, LISTABLE, reportTargetProblems } from "../target";
import { DELETE, type Declared, type Drain } from "./schema";

/** Asks the rules about a state: none may be broken where something is killed. */
export function isValid(
  prior: State<Drain>,
  { diagnostics }: Context<ProviderClients>,
  severity: "error" | "warning",
): boolean {
  let valid = true;
  const report = (problem: Diagnostic) => {
    if (problem.severity !== "error") return;
    valid = false;
    diagnostics.report({ ...withHint(problem), severity });
  };
  if (!factsOfTarget(prior.target)) {
    report({
      severity: "error",
      code: "DBKILL_TARGET_INVALID",
      summary: `Sessions of the service ${JSON.stringify(prior.target.service)} can't be drained`,
      detail: `They can't be listed. Set one of ${LISTABLE.join(", ")}.`,
      path: ["target", "service"],
    });
  }
  reportDrainProblems(prior as Declared, { report });
  return valid;
}

/** Everything that is wrong with a declaration, as far as it is known. */
export function reportDrainProblems(config: Declared, diagnostics: Pick<Diagnostics, "report">): void {
  const facts = factsOfTarget(config.target);
  reportTargetProblems(config.target, diagnostics);
  reportProblems(
    [
      ...checkSelection(filterDraftOf(config), {
        ...(facts && { facts }),
        evaluatedBy: "list",
        choices: ["match", "match_all"],
      }),
      ...checkDrainTimes({
        grace_seconds: secondsOf(config, "grace_seconds"),
        deadline_seconds: secondsOf(config, "deadline_seconds"),
        delete: limitOf(config.timeouts),
      }),
    ],
    diagnostics,
  );
}

function secondsOf(config: Declared, name: "grace_seconds" | "deadline_seconds"): number | typeof UNDECIDED {
  const value = config[name];
  return isUnknown(value) ? UNDECIDED : (value ?? DRAIN_DEFAULTS[name]);
}

/** In seconds. Another rule refuses values that are not durations. */
function limitOf(timeouts: Declared["timeouts"]): number | typeof UNDECIDED {
  if (hasUnknown(timeouts)) return UNDECIDED;
  const text = ((timeouts as { delete?: string | null } | null)?.delete ?? DELETE) as string;
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? UNDECIDED : milliseconds / 1_000;
}

const HINT =
  "A destroy has only the state: if you change a setting, apply it before you destroy again. To give the drain up, run terraform state rm with its address.";

/** Adds to an error how to go on from it. */
export function withHint<T extends Pick<Diagnostic, "severity" | "detail">>(problem: T): T {
  return problem.severity === "error" ? { ...problem, detail: `${problem.detail}\n\n${HINT}` } : problem;
}
