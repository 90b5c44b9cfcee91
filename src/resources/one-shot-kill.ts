import type { Session } from "../policy";
import { type Context, DiagnosticError } from "../provider";
import type { VendorError } from "../vendors/errors";
import type { Clouds } from "./clouds";
import { explainAny, isConfigurationError, isVendorError } from "./explain";
import { type Listing, listSessions } from "./listing";
import { untilGone } from "./look-again";
import { isGuarded, type KillResult, type OneShot, type Told } from "./one-shot";
import { judge } from "./one-shot-verdict";
import {
  chooseKillVictims,
  inQuestion,
  isStillMeant,
  type KillVictims,
  listOrRefuse,
} from "./one-shot-victims";
import { describeAll } from "./preview";

/** How often a kill is sent where it is not known to have been carried out. */
const ROUNDS = 3;

/** A kill that is to be carried out now. */
export interface KillOrder extends OneShot {
  /** Whether to look at what became of each session where the vendor's answer leaves no doubt. */
  readonly verify: boolean;
  /** Whether a session that is still there is an error, or else a warning. */
  readonly failOnSurvivors: boolean;
  /** Keeps what is known so far, before an error is thrown. */
  record(results: readonly KillResult[]): void;
}

/**
 * Lists, chooses, checks the guards, kills, and lists again to see what became of each session. Nothing but the listed keys is ever
 * sent, but for the choice of all.
 *
 * @throws DiagnosticError where a guard forbids it (nothing was killed then), or where not all were killed
 */
export async function killOnce(order: KillOrder, ctx: Context<Clouds>): Promise<KillResult[]> {
  const { api, choice } = order;
  if (choice.by === "ids" && choice.keys.length === 0) {
    ctx.diagnostics.warning(
      `No ${api.words.many} on ${api.target.instance_id} were killed`,
      `${api.words.ids} is empty, and so nothing was sent.`,
      [api.words.ids],
    );
    return [];
  }
  const listing = await listBefore(order, ctx);
  const victims = chooseKillVictims(order, listing);
  warnOfShared(order, victims, ctx);
  if (choice.by === "match" && listing?.complete === false) {
    ctx.diagnostics.warning(
      `${api.target.instance_id} has more ${api.words.many} than the vendor lists`,
      `Only the first ${listing.sessions.length} were looked at, so that more may match. Change triggers to kill again.`,
      ["match"],
    );
  }
  const run = new KillRun(order, victims, ctx);
  if (choice.by === "all" || victims.keys.length > 0) await run.carryOut();
  const results = run.results();
  judge(order, results, run.looked, ctx.diagnostics);
  return results;
}

function warnOfShared({ api }: KillOrder, { shared }: KillVictims, { diagnostics }: Context<Clouds>): void {
  if (shared.length === 0) return;
  diagnostics.warning(
    `${shared.length} matching ${api.words.many} on ${api.target.instance_id} share their ids with others, and were not killed`,
    `A kill of an id is for all that have it, and not all of them are chosen:\n${describeAll(shared)}`,
    ["match"],
  );
}

/** Null where nothing can be listed and nothing that was declared needs it. */
async function listBefore(order: KillOrder, ctx: Context<Clouds>): Promise<Listing | null> {
  const { target, words } = order.api;
  const list = () => listSessions(ctx.client, target, ctx.signal);
  if (order.verify || order.choice.by === "match" || isGuarded(order)) {
    return listOrRefuse(order, list, "nothing was killed");
  }
  try {
    return await list();
  } catch (error) {
    if (isConfigurationError(error) || !isVendorError(error) || ctx.signal.aborted) throw error;
    const { summary, detail } = explainAny(error);
    ctx.diagnostics.warning(
      `The ${words.many} on ${target.instance_id} can't be listed, so nobody looked whose they are`,
      `${summary}\n${detail}`,
    );
    return null;
  }
}

const NOTHING_SAID: Told = { refused: new Map(), unanswered: [] };

/** The sending and the looking, until it is known what became of each session. */
class KillRun {
  readonly #sent: ReadonlySet<string>;
  readonly #refused = new Map<string, string>();
  /** What the last look showed to be still there; null for what it could not tell. Absent: nobody looked. */
  #there: Map<string, Session | null> | undefined;

  constructor(
    private readonly order: KillOrder,
    private readonly victims: KillVictims,
    private readonly ctx: Context<Clouds>,
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
      const doubt = lost || unanswered.length > 0 || this.#refused.size > 0;
      // Whoever looked once looks again, or would tell what is no longer so.
      if (!doubt && !order.verify && !this.looked) return;
      await this.#look(lost);
      if (lost) {
        // Where nothing was listed before the kill of everything, nothing that is missing now can prove that it happened.
        if (order.choice.by === "all" && victims.listed.size === 0) throw lost;
        left = this.#unproven();
        if (left.length === 0) return;
        if (round === ROUNDS || ctx.signal.aborted) {
          order.record(this.results());
          throw lost;
        }
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
      if (round > 1 || partly) await this.#salvage(round);
      throw error;
    }
  }

  #call(keys: readonly string[], everything: boolean): Promise<Told> {
    const { api } = this.order;
    if (everything && api.killAll) return api.killAll(this.ctx.signal);
    const sendable = keys.filter((key) => !this.#problemOf(key));
    return sendable.length === 0 ? Promise.resolve(NOTHING_SAID) : api.kill(sendable, this.ctx.signal);
  }

  /** Looks until what was killed is gone. That nobody can look is told by the results. */
  async #look(lost: VendorError | undefined): Promise<void> {
    try {
      await untilGone(() => this.#lookOnce(), this.ctx.signal);
    } catch (error) {
      const unseen = this.#there ? [...this.#there.keys()] : this.#watched();
      this.#there = new Map(unseen.map((key) => [key, null]));
      if (!lost) return;
      this.order.record(this.results());
      throw unknown(this.order, lost, error);
    }
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

  /** Records what a vendor did before it refused. */
  async #salvage(round: number): Promise<void> {
    try {
      await this.#lookOnce();
    } catch {
      // The refusal is what the user must hear of; what was seen before is recorded all the same.
      if (!this.#there) return;
    }
    const results = this.results();
    if (round > 1 || results.some(({ outcome }) => outcome === "killed")) this.order.record(results);
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

function unknown({ api }: KillOrder, lost: VendorError, looking: unknown): DiagnosticError {
  const [sent, looked] = [explainAny(lost), explainAny(looking)];
  return new DiagnosticError({
    summary: `It is not known whether the ${api.words.many} on ${api.target.instance_id} were killed`,
    detail: `The answer to the kill was lost: ${sent.summary}\n${sent.detail}\n\nLooking at what became of them failed too: ${looked.summary}\n${looked.detail}\n\nThe next apply tries again what is left.`,
  });
}
