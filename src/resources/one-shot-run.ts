import { type Context, DiagnosticError } from "../framework";
import type { Session } from "../model";
import type { VendorError } from "../vendors/shared/errors";
import { explainAny, isVendorError } from "./explain";
import { listSessions } from "./listing";
import { untilGone } from "./look-again";
import type { KillOrder, KillResult, Told } from "./one-shot";
import { whatIsNext } from "./one-shot-verdict";
import { inQuestion, isStillMeant, type KillVictims } from "./one-shot-victims";
import type { ProviderClients } from "./provider-clients";

/** How often a kill is sent where it is not known to have been carried out. */
const ROUNDS = 3;

const NOTHING_SAID: Told = { refused: new Map(), unanswered: [] };

/** The sending and the looking, until it is known what became of each session. */
export class KillRun {
  readonly #sent: ReadonlySet<string>;
  readonly #refused = new Map<string, string>();
  /** What the last look showed to be still there; null for what it could not tell. Absent: nobody looked. */
  #there: Map<string, Session | null> | undefined;

  constructor(
    private readonly order: KillOrder,
    private readonly victims: KillVictims,
    private readonly ctx: Context<ProviderClients>,
  ) {
    this.#sent = new Set(victims.keys);
  }

  get looked(): boolean {
    return this.#there !== undefined;
  }

  async carryOut(): Promise<void> {
    const { order, victims, ctx } = this;
    let left = victims.keys;
    for (let round = 1; ; round++) {
      const { lost, unanswered } = await this.#send(left, round);
      const unsendable = left.some((key) => this.#problemOf(key));
      const doubt = lost || unanswered.length > 0 || unsendable || this.#refused.size > 0;
      // Whoever looked once looks again, or would tell what is no longer so.
      if (!doubt && !order.verify && !this.looked) return;
      await this.#look(lost);
      if (lost) {
        // Where nothing was listed before the kill of everything, nothing that is missing now can prove that it happened.
        if (order.choice.by === "all" && victims.listed.size === 0) throw lost;
        if (order.choice.by === "all") this.#warnOfUnlisted();
        left = this.#unproven();
        if (left.length === 0) return;
        if (round === ROUNDS || ctx.signal.aborted) throw this.#recorded(lost);
      } else {
        left = unanswered.filter((key) => this.#there?.has(key) && this.#mayAgain(key));
        if (left.length === 0 || round === ROUNDS) return;
      }
    }
  }

  /** What became of each session, as far as anybody looked. */
  results(): KillResult[] {
    return this.#watched().map((key) => this.#result(key));
  }

  /** Sends one kill. What is left after the first time is killed by its keys, also where everything was to be killed. */
  async #send(
    keys: readonly string[],
    round: number,
  ): Promise<{ lost?: VendorError; unanswered: readonly string[] }> {
    const { choice } = this.order;
    try {
      const told = await this.#call(keys, choice.by === "all" && round === 1);
      for (const key of keys) this.#refused.delete(key);
      for (const [key, reason] of told.refused) this.#refused.set(key, reason);
      return { unanswered: told.unanswered };
    } catch (error) {
      if (isVendorError(error) && error.ambiguous) return { lost: error, unanswered: [] };
      const partly = isVendorError(error) && error.code === "DBKILL_ERR_REJECTED";
      throw (round > 1 || partly) && (await this.#didAny(round)) ? this.#recorded(error) : error;
    }
  }

  /** Where an answer to the kill of everything was lost, what was listed is made good by its keys. That does nothing for the others. */
  #warnOfUnlisted(): void {
    const { api } = this.order;
    if (!api.listsLate) return;
    this.ctx.diagnostics.warning(
      `The answer to the kill of all ${api.words.many} on ${api.target.instance_id} was lost`,
      "Those that were listed before it are seen to one by one. Whether one that was too young to be listed was killed is not known: change triggers to kill everything again.",
    );
  }

  /** Keeps the results, and makes the error that says what the next apply does. */
  #recorded(error: unknown): DiagnosticError {
    this.order.record(this.results());
    const { summary, detail } = explainAny(error);
    return new DiagnosticError({ summary, detail: `${detail}\n\n${whatIsNext(this.order)}` });
  }

  #call(keys: readonly string[], everything: boolean): Promise<Told> {
    const { api } = this.order;
    if (everything && api.killAll) return api.killAll(this.ctx.signal);
    const sendable = keys.filter((key) => !api.problemOf(key));
    return sendable.length === 0 ? Promise.resolve(NOTHING_SAID) : api.kill(sendable, this.ctx.signal);
  }

  /** Looks until what was killed is gone. That nobody can look is told by the results. */
  async #look(lost: VendorError | undefined): Promise<void> {
    try {
      await untilGone(() => this.#lookOnce(), this.ctx.signal);
    } catch (error) {
      const unseen = this.#there ? [...this.#there.keys()] : this.#watched();
      this.#there = new Map(unseen.map((key) => [key, null]));
      if (!lost) return this.#warnOfBlindness(error);
      this.order.record(this.results());
      throw unknown(this.order, lost, error);
    }
  }

  #warnOfBlindness(error: unknown): void {
    const { target, words } = this.order.api;
    const { summary, detail } = explainAny(error);
    this.ctx.diagnostics.warning(
      `The ${words.many} on ${target.instance_id} can't be listed after the kill`,
      `${summary}\n${detail}`,
    );
  }

  /** @returns those that were sent, may still go, and are still there */
  async #lookOnce(): Promise<ReadonlyMap<string, unknown>> {
    const { api } = this.order;
    // What was killed is worth recording: from here on nothing but the waiting listens for an abort.
    const listing = await listSessions(this.ctx.client, api.target, new AbortController().signal);
    const now = new Map<string, Session>();
    for (const session of inQuestion(this.order, listing.sessions)) {
      const key = api.keyOf(session);
      // Where several share a key, one that must not be killed again speaks for all.
      if (!now.has(key) || !this.#isMeant(key, session)) now.set(key, session);
    }
    const there = new Map<string, Session | null>();
    for (const key of this.#watched()) {
      const session = now.get(key);
      // What a listing lacks that is not complete may be there all the same.
      if (session || !listing.complete) there.set(key, session ?? null);
    }
    this.#there = there;
    const may = (key: string) => this.#sent.has(key) && !this.#refused.has(key) && !this.#problemOf(key);
    return new Map([...there].filter(([key]) => may(key)));
  }

  /** After a lost answer: those that are not seen to be over, and may be killed again. */
  #unproven(): string[] {
    const { listed, keys } = this.victims;
    return keys.filter((key) => (this.#there?.has(key) || !listed.has(key)) && this.#mayAgain(key));
  }

  /** A session that was to be killed may have become another by the time of the next attempt. */
  #mayAgain(key: string): boolean {
    const now = this.#there?.get(key);
    return !now || this.#isMeant(key, now);
  }

  #isMeant(key: string, now: Session): boolean {
    const before = this.victims.listed.get(key);
    return !before || isStillMeant(this.order, before, now);
  }

  /** Whether a vendor did anything before it refused. */
  async #didAny(round: number): Promise<boolean> {
    try {
      await this.#lookOnce();
    } catch {
      // The refusal is what the user must hear of; what was seen before is recorded all the same.
      if (!this.#there) return false;
    }
    return round > 1 || this.results().some(({ outcome }) => outcome === "killed");
  }

  /** Whose fate is told: all that were named, or else chosen. */
  #watched(): readonly string[] {
    const { choice } = this.order;
    return choice.by === "ids" ? choice.keys : this.victims.keys;
  }

  #result(key: string): KillResult {
    const before = this.victims.listed.get(key);
    const after = this.#there?.get(key);
    const user = before?.[0]?.user ?? after?.user ?? null;
    const problem = this.#problemOf(key);
    const said = this.#refused.get(key) ?? (problem ? `Its id ${problem}, and so it was not sent.` : null);
    if (!this.#there?.has(key)) return { key, user, outcome: this.#past(key, said), message: said };
    if (!after) return { key, user, outcome: "requested", message: said };
    if (this.#refused.has(key)) return { key, user, outcome: "refused", message: said };
    const held = this.#sent.has(key) ? (this.#mayAgain(key) ? said : CHANGED) : HELD_BACK;
    return { key, user, outcome: "survived", message: held };
  }

  /** The outcome for what is not there any more, or was not looked for. */
  #past(key: string, said: string | null): KillResult["outcome"] {
    if (!this.#there) return this.#sent.has(key) ? "requested" : "gone";
    return this.victims.listed.has(key) && said === null ? "killed" : "gone";
  }

  /** Why a key is not sent; undefined where it is, or where no key is. */
  #problemOf(key: string): string | undefined {
    return this.order.choice.by === "all" ? undefined : this.order.api.problemOf(key);
  }
}

const CHANGED = "It is no longer what was chosen, and so it was not killed again.";
const HELD_BACK = "It was not sent: before the kill nobody could tell that all that have its id are meant.";

function unknown(order: KillOrder, lost: VendorError, looking: unknown): DiagnosticError {
  const { target, words } = order.api;
  const [sent, looked] = [explainAny(lost), explainAny(looking)];
  return new DiagnosticError({
    summary: `It is not known whether the ${words.many} on ${target.instance_id} were killed`,
    detail: `The answer to the kill was lost: ${sent.summary}\n${sent.detail}\n\nLooking at what became of them failed too: ${looked.summary}\n${looked.detail}\n\n${whatIsNext(order)}`,
  });
}
