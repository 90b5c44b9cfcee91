import type { ServiceFacts } from "../../model";
import type { DescribeOptions } from "../describe";
import type { Chooser } from "./choose";
import { youth } from "./verify";

/** What the guards of a kill, of its preview and of a drain look at, and what their events name. */
export interface GuardSubject {
  readonly facts: ServiceFacts;
  /** The target, for messages. */
  readonly name: string;
  readonly chooser: Chooser;
  readonly maxKills: number | null;
  readonly describe: DescribeOptions;
  /** Whether this is a plan, which kills nothing yet. Only the words differ. */
  readonly planned: boolean;
}

/** Whether something was declared that only a list can prove. */
export function isGuarded({ maxKills, chooser }: Pick<GuardSubject, "maxKills" | "chooser">): boolean {
  return maxKills !== null || chooser.spares;
}

/** Whether a named id that is not listed may be sent all the same: it may be too young to be listed, and nobody is to be spared. */
export function mayBeUnlisted({ facts, chooser }: Pick<GuardSubject, "facts" | "chooser">): boolean {
  return youth(facts) > 0 && !chooser.spares && !chooser.left;
}
