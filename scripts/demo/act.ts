import type { SessionsInput } from "../../src/emulator";
import type { Vendor } from "../emulator-environment";
import type { Stage } from "./stage";

/** Where an act is played. */
export interface Setting {
  readonly vendor: Vendor;
  /** The vendor's API, as people call it. */
  readonly api: string;
  /** The database, as the emulator is told of it. */
  readonly database: Omit<SessionsInput, "sessions">;
  /** The program that declares what is to happen, below `examples/cdktf`. */
  readonly program: string;
  /** The stack in it. */
  readonly stack: string;
}

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
