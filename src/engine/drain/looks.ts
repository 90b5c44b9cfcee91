import type { Session } from "../../model";
import type { Chooser } from "../kill/choose";
import { lookAt } from "../kill/look";
import { isFinal } from "../kill/state";
import { youth } from "../kill/verify";
import type { EngineContext, Fault, SessionSource } from "../ports";

/** One look at who is left. `fault`: nobody can tell. */
export interface Look {
  readonly left: readonly Session[];
  /** False too where nobody can tell. */
  readonly complete: boolean;
  readonly from: number;
  readonly fault?: Fault;
}

/** The looks of one drain: who is left, and when they prove that nobody is. */
export class Looks {
  #left: readonly Session[] = [];
  /** Since when every look has shown nobody. */
  #quietFrom: number | undefined;

  constructor(
    private readonly source: SessionSource,
    private readonly chooser: Chooser,
    private readonly ctx: EngineContext,
  ) {}

  /** Who was left at the last look that succeeded. */
  get left(): readonly Session[] {
    return this.#left;
  }

  /** The target is gone, and its sessions with it. */
  forget(): void {
    this.#left = [];
  }

  /**
   * Who is left. After an abort there are looks all the same if something was sent: what became of it is to be told.
   * @throws what no further look gets past, but for a missing permission
   */
  async look(wasSent: boolean): Promise<Look> {
    const { ctx } = this;
    if (ctx.signal.aborted && !wasSent) throw ctx.signal.reason;
    const signal = ctx.signal.aborted ? new AbortController().signal : ctx.signal;
    try {
      const look = await lookAt(this.source, ctx.clock, signal);
      const { groups, shared } = this.chooser.choose(look);
      // Those that can't be killed, because they share their id with others, are left too.
      this.#left = [...[...groups.values()].flat(), ...shared];
      return { left: this.#left, complete: look.complete, from: look.from };
    } catch (error) {
      const fault = ctx.classify(error);
      if (fault?.kind === "aborted" && ctx.signal.aborted && signal === ctx.signal) return this.look(wasSent);
      if (!fault || (isFinal(fault) && !fault.permission)) throw error;
      return { left: [], complete: false, from: ctx.clock.now(), fault };
    }
  }

  /** Whether a look proves that nobody is left. Where young sessions are not listed, one look is not enough unless it is the last. */
  proveNobody({ left, complete, from }: Look, isLast: boolean): boolean {
    if (!complete || left.length > 0) {
      this.#quietFrom = undefined;
      return false;
    }
    this.#quietFrom ??= from;
    return isLast || from - this.#quietFrom >= youth(this.source.facts);
  }

  /** How long nobody must be seen from now on, in ms; undefined while somebody is. */
  quietMs(): number | undefined {
    if (this.#quietFrom === undefined) return undefined;
    return this.#quietFrom + youth(this.source.facts) - this.ctx.clock.now();
  }
}
