import type { Setting, Stage } from "./stage";

/** One database's part of the demo. */
export interface Act {
  readonly setting: Setting;
  /**
   * Tells its story.
   *
   * @param mysql a real server's URL, for the sessions; of the acts whose vendor says `mysql` alone
   * @throws BrokenClaimError where something did not come true
   */
  tell(stage: Stage, mysql?: string): Promise<void>;
}
