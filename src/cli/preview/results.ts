import type { Policy, Session, Spared, Target } from "../../model";
import type { TargetError, TargetView } from "./look";

/** What a policy would do at this moment, in the form of `--format json`. Its schema is `docs/schemas/preview.schema.json`. */
export interface PolicyResult {
  readonly name: string;
  readonly target: Target;
  readonly mode: Policy["mode"];
  /** How many sessions `match` names, spared or not. */
  readonly matched: number;
  readonly victims: readonly Session[];
  readonly spared: readonly Spared<Session>[];
  /** Whether a cap stopped the pass, so that it kills nothing. */
  readonly capped: boolean;
  /** Why the sessions can't be listed; absent where they are. */
  readonly error?: TargetError;
}

/** The results of the policies that are asked for, target by target. */
export function resultsOf({ shown, judgements, error }: TargetView): PolicyResult[] {
  return shown.map((policy) => {
    const { name, target, mode } = policy;
    const judgement = judgements?.get(policy);
    if (!judgement) return { name, target, mode, matched: 0, victims: [], spared: [], capped: false, error };
    const { matched, victims, spared, capped } = judgement;
    return { name, target, mode, matched: matched.length, victims, spared, capped: capped !== null };
  });
}

/** What the process's exit code says of a preview. */
export const EXIT = { done: 0, failed: 1, capped: 3 } as const;

/** A target that can't be listed weighs more than a cap: its policies are not judged. */
export function exitCodeOf(views: readonly TargetView[]): number {
  if (views.some(({ error }) => error !== undefined)) return EXIT.failed;
  return views.flatMap(resultsOf).some(({ capped }) => capped) ? EXIT.capped : EXIT.done;
}
