import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineContext } from "../../engine/ports";
import type { Audit } from "../../engine/runner/audit";
import type { PolicyMemories } from "../../engine/runner/history";
import type { RunOptions, TargetPass } from "../../engine/runner/order";
import { TargetRunner } from "../../engine/runner/pass";
import { documentHash, documentOf, type Policy, type PolicyAction, type Target } from "../../model";
import type { LiveClients, LiveModule } from "../live";
import { placeOf } from "../policies/place";
import { located } from "../preview/look";
import { byTarget } from "../preview/scope";
import type { Secrets } from "../secrets";

/** What became of one pass over a target. */
export type PassResult =
  | { readonly target: Target; readonly pass: TargetPass }
  /** A bug of our own. */
  | { readonly target: Target; readonly policies: readonly Policy[]; readonly bug: unknown };

export interface FleetOptions extends RunOptions {
  readonly live: LiveModule;
  readonly env: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
  readonly audit: Audit;
  readonly memories: PolicyMemories;
  /** How long a pass may take at most, in ms. */
  readonly passMs: number;
  /** Ends passes: nothing more is begun, and what was sent is recorded. */
  readonly signal: AbortSignal;
  done(result: PassResult): void;
}

/** A database: its clients stay over all changes of its policies. */
interface Slot {
  readonly clients: Clients;
  target: Target;
  /** Those that this runner carries out. */
  acting: readonly Policy[];
  /** Undefined: no policy is for it any more. */
  runner: TargetRunner | undefined;
  running: boolean;
}

/** A timer must not fire before the deadline is over by the clock. */
const TIMER_SLACK_MS = 50;

/** Delay between the starts of two passes, in ms: a thousand at once would need several times the memory. */
const STAGGER_MS = 3;
/** All of them start within this fraction of the interval. */
const PARTS = 10;

/** The targets, each with its runner. Passes of different targets run side by side, those of one never. */
export class Fleet {
  readonly #slots = new Map<string, Slot>();
  readonly #running = new Set<Promise<void>>();
  /** Tells the regions of targets that name none. */
  readonly #locator: LiveClients;
  readonly #context: EngineContext;

  constructor(private readonly options: FleetOptions) {
    const { live, secrets, env, signal } = options;
    // Each pass listens to it.
    setMaxListeners(0, signal);
    this.#locator = live.clients(secrets.add, env);
    this.#context = live.context(signal);
  }

  /** The database of a target: equal for two that are the same one. */
  placeOf(target: Target): string {
    return placeOf(located(target, this.#locator));
  }

  /**
   * Enforces these policies from now on. A pass that is under way ends with those that it has begun with.
   *
   * @param acting those that this runner carries out; the others of their targets only count for them
   */
  replace(policies: readonly Policy[], acting: ReadonlySet<Policy>): void {
    const asked = policies.filter((policy) => acting.has(policy));
    const groups = byTarget(policies, asked, ({ target }) => this.placeOf(target));
    const memoryKeys = new Set<string>();
    // Nothing changes until all of them are made: a failure leaves the old ones in force.
    const made = groups.map(({ policies: all, shown }) => {
      const { target } = all[0]!;
      const place = this.placeOf(target);
      const slot = this.#slots.get(place) ?? this.#open(target);
      for (const { name } of all) memoryKeys.add(memoryKey(place, name));
      return { place, slot, target, acting: shown, runner: this.#runner(slot, target, all, place, acting) };
    });
    for (const slot of this.#slots.values()) slot.runner = undefined;
    for (const { place, slot, ...next } of made) this.#slots.set(place, Object.assign(slot, next));
    this.options.memories.retain(memoryKeys);
  }

  /** The enforced policies: one entry for each database, by the name that its passes use. */
  get targets(): readonly Target[] {
    return [...this.#slots.values()].filter(({ runner }) => runner).map(({ target }) => target);
  }

  /** Starts a pass of each target that has none under way, and closes what belongs to those without policies. */
  start(): void {
    let delayMs = 0;
    for (const [place, slot] of this.#slots) {
      const { runner, running, clients } = slot;
      if (running) continue;
      if (!runner) {
        this.#slots.delete(place);
        // Nothing is lost with connections that can't be closed well.
        this.#run(clients.close().catch(() => {}));
        continue;
      }
      slot.running = true;
      this.#run(
        this.#pass(slot, runner, delayMs).finally(() => {
          slot.running = false;
        }),
      );
      delayMs += Math.min(STAGGER_MS, this.options.passMs / PARTS / this.#slots.size);
    }
  }

  #run(work: Promise<void>): void {
    const running = work.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves once no pass is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#slots.values()].map(({ clients }) => clients.close()));
    await this.#locator.close();
  }

  async #pass(slot: Slot, runner: TargetRunner, delayMs: number): Promise<void> {
    const { signal, passMs, done } = this.options;
    if (delayMs >= 1) await sleep(delayMs, undefined, { signal }).catch(() => {});
    const { target, acting } = slot;
    const end = new AbortController();
    const abort = () => end.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    const timer = setTimeout(
      () => end.abort(new Error("The time of the pass is over.")),
      passMs + TIMER_SLACK_MS,
    );
    try {
      const deadline = this.#context.clock.now() + passMs;
      const pass = await runner.pass({ signal: end.signal, deadline });
      // Keys that have expired are read again for the next pass, from where the provider reads them.
      if (pass.fault?.kind === "configuration") await slot.clients.renew();
      done({ target, pass });
    } catch (bug) {
      done({ target, policies: acting, bug });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  }

  #open(target: Target): Slot {
    const { live, secrets, env } = this.options;
    return {
      clients: new Clients(() => live.clients(secrets.add, env)),
      target,
      acting: [],
      runner: undefined,
      running: false,
    };
  }

  #runner(
    { clients }: Slot,
    target: Target,
    policies: readonly Policy[],
    place: string,
    acting: ReadonlySet<Policy>,
  ): TargetRunner {
    const { memories, audit } = this.options;
    const runs = policies.map((policy) => {
      const hash = documentHash(documentOf(policy));
      const memory = memories.of(memoryKey(place, policy.name), hash);
      return { policy, documentHash: hash, memory, acts: acting.has(policy) };
    });
    const ports = {
      of: (action: PolicyAction) => ({
        source: clients.current.source(target, { scope: action }),
        killer: clients.current.killer(target, { scope: action }),
      }),
    };
    return new TargetRunner(target, runs, ports, audit, this.#context, this.options);
  }
}

/** Names a policy's memory: the policy, at its database. */
export function memoryKey(place: string, policyName: string): string {
  return JSON.stringify([place, policyName]);
}

/** The clients of one target, made anew where their keys are not taken any more. */
class Clients {
  #current: LiveClients | undefined;

  constructor(private readonly make: () => LiveClients) {}

  get current(): LiveClients {
    this.#current ??= this.make();
    return this.#current;
  }

  async renew(): Promise<void> {
    await this.close();
    this.#current = undefined;
  }

  async close(): Promise<void> {
    await this.#current?.close();
  }
}
