import fc from "fast-check";
import type { KillReport } from "../../../../src/engine/kill";
import {
  type Choice,
  isSystemSession,
  type Session,
  type SessionFilter,
  sessionKey,
} from "../../../../src/model";
import { fault, type Live, type Mishap, Simulation } from "./simulation";
import { kill, type Order } from "./support";

const USERS = ["report", "etl", "billing"];
const IDS = ["1", "2", "3", "4"];
const RUNS = { numRuns: 5_000 };

interface Row {
  id: string;
  user: string;
  age: number;
  lingers: number;
  refuses: boolean;
  server: string;
}

/** What happens to the holder of an id at some time. */
interface Turn {
  id: string;
  at: number;
  what: "ends" | "restarts" | "replaced" | "replaced by its user" | "joined";
}

interface Scenario {
  service: "dbbrain" | "clickhouse" | "oceanbasepro";
  rows: Row[];
  turns: Turn[];
  choice: Choice;
  exclude: SessionFilter | null;
  protectedUsers: string[];
  maxKills: number | null;
  verify: boolean;
  failOnSurvivors: boolean;
  previous: { id: string; user: string | null; done: boolean }[] | null;
  kills: string[];
  lists: string[];
  abortAt: number | null;
  time: number | null;
}

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.constantFrom(...IDS),
  user: fc.constantFrom(...USERS, "tencentroot", "proxyro"),
  age: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 20, max: 200 }) }, fc.constant(0)),
  lingers: fc.constantFrom(0, 0, 3_000, 1e9),
  refuses: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
  server: fc.constantFrom("s1", "s2"),
});

const filter: fc.Arbitrary<SessionFilter> = fc.oneof(
  fc.record({ users: fc.subarray(USERS, { minLength: 1 }) }),
  fc.record({ min_duration_seconds: fc.constantFrom(30, 60) }),
);

const scenario = fc.record({
  service: fc.constantFrom("dbbrain", "clickhouse", "oceanbasepro"),
  rows: fc.array(row, { maxLength: 8 }),
  turns: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...IDS),
      at: fc.integer({ min: 0, max: 3_000 }),
      what: fc.constantFrom("ends", "restarts", "replaced", "replaced by its user", "joined"),
    }),
    { selector: ({ id }) => id, maxLength: 3 },
  ) as fc.Arbitrary<Turn[]>,
  choice: fc.oneof(
    fc.subarray(IDS, { minLength: 1 }).map((ids): Choice => ({ by: "ids", ids })),
    filter.map((match): Choice => ({ by: "match", match })),
    fc.constant<Choice>({ by: "all" }),
  ),
  exclude: fc.option(filter, { freq: 3 }),
  protectedUsers: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray(USERS, { maxLength: 2 })),
  maxKills: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 2 }),
  verify: fc.boolean(),
  failOnSurvivors: fc.boolean(),
  previous: fc.option(
    fc.uniqueArray(
      fc.record({
        id: fc.constantFrom(...IDS),
        user: fc.option(fc.constantFrom(...USERS)),
        done: fc.boolean(),
      }),
      { selector: ({ id }) => id },
    ),
    { freq: 1 },
  ),
  kills: fc.array(
    fc.constantFrom(
      "",
      "",
      "lost",
      "lost, done",
      "throttled",
      "failed",
      "refused",
      "unanswered",
      "aborted",
      "configuration",
      "bug",
    ),
    { maxLength: 6 },
  ),
  lists: fc.array(fc.constantFrom("", "", "", "", "", "incomplete", "failed"), { maxLength: 8 }),
  abortAt: fc.option(fc.integer({ min: 0, max: 3_000 }), { freq: 1 }),
  time: fc.option(fc.constantFrom(100, 3_000, 20_000)),
}) as fc.Arbitrary<Scenario>;

function mishapOf(name: string): Mishap | undefined {
  if (name === "") return undefined;
  if (name === "incomplete") return { incomplete: true };
  if (name === "unanswered") return { unanswered: true };
  if (name === "bug") return { error: new TypeError("bug"), after: true };
  if (name === "lost, done") return { error: fault("lost"), after: true };
  return { error: fault(name as "failed"), after: name === "aborted" };
}

/** One session with one statement: what may be killed. */
type Generation = string;

interface Observed {
  readonly keys: readonly string[];
  readonly look: ReadonlyMap<string, { generation: Generation; session: Session }[]>;
  readonly mayBeDone: boolean;
}

class Trial {
  readonly sim: Simulation;
  readonly order: Order;
  /** Everything that was listed before the last look. */
  readonly seen = new Set<Generation>();
  readonly requests: Observed[] = [];
  report?: KillReport;
  error?: unknown;
  #pending: Generation[] = [];
  #look: Observed["look"] = new Map();

  constructor(readonly scenario: Scenario) {
    const { service, rows, turns, choice, previous, kills, lists, abortAt } = scenario;
    const sim = new Simulation(service);
    this.sim = sim;
    const known = new Set<string>();
    for (const { id, user, age, lingers, refuses, server } of rows) {
      // Only ClickHouse has several sessions with one key.
      const key = service === "oceanbasepro" ? `${id}@${server}` : id;
      if (service !== "clickhouse" && known.has(key)) continue;
      known.add(key);
      // Ages are told in seconds: what is younger than two can't be told from its successor.
      const isTold = service === "clickhouse" && age === 0 ? turns.every((turn) => turn.id !== id) : age > 0;
      sim.add(id, isTold ? age : 20, {
        user,
        host: `h${id}`,
        lingers,
        ...(refuses && { refuses: { message: "no" } }),
        ...(service === "oceanbasepro" && { server }),
      });
    }
    for (const turn of turns) sim.in(turn.at, () => this.#turn(turn));
    sim.killMishaps.push(...kills.map(mishapOf));
    sim.listMishaps.push(...lists.map(mishapOf));
    if (abortAt !== null) sim.in(abortAt, () => sim.abort.abort(new Error("stop")));
    const keyed = (id: string) => (service === "oceanbasepro" ? `${id}@s1` : id);
    const { exclude, protectedUsers, maxKills, verify, failOnSurvivors } = scenario;
    this.order = {
      choice: choice.by === "ids" ? { by: "ids", ids: choice.ids.map(keyed) } : choice,
      exclude,
      protectedUsers,
      maxKills,
      verify,
      failOnSurvivors,
      previous: previous?.map(({ id, user, done }) => ({
        key: keyed(id),
        id,
        user,
        outcome: done ? ("killed" as const) : ("survived" as const),
        message: null,
      })),
    };
  }

  async run(): Promise<this> {
    const { sim, order } = this;
    const deadline = this.scenario.time === null ? undefined : sim.time + this.scenario.time;
    const ports = sim.ports;
    const list = ports.source.list;
    Object.defineProperty(sim, "ports", {
      value: {
        source: {
          ...ports.source,
          list: async (signal: AbortSignal, keys?: readonly string[]) => {
            const listing = await list(signal, keys);
            this.#observe(sim.lastLook);
            return listing;
          },
        },
        killer: {
          ...ports.killer,
          kill: async (sessions: readonly Session[], signal: AbortSignal) => {
            const mishap = sim.killMishaps[0];
            const done =
              !mishap?.error ||
              mishap.after === true ||
              (mishap.error as { fault?: { kind: string } }).fault?.kind === "lost";
            const look = this.#look;
            this.requests.push({ keys: sessions.map(sessionKey), look, mayBeDone: done });
            return ports.killer.kill(sessions, signal);
          },
        },
      },
    });
    try {
      this.report = await kill(sim, order, { deadline });
    } catch (error) {
      this.error = error;
    }
    return this;
  }

  /** An independent reading of the order: whether this session may be killed. */
  allows(session: Session): boolean {
    const { choice, exclude, protectedUsers } = this.order;
    const fits = ({ users, min_duration_seconds }: SessionFilter) =>
      (!users || users.includes(session.user)) &&
      (!min_duration_seconds || session.duration_seconds >= min_duration_seconds);
    if (protectedUsers!.includes(session.user) || isSystemSession(session, this.sim.facts)) return false;
    if (exclude && fits(exclude)) return false;
    if (this.order.previous) {
      const left = this.order.previous.find(({ key }) => key === sessionKey(session));
      if (!left || left.outcome === "killed" || (left.user !== null && left.user !== session.user))
        return false;
    }
    if (choice!.by === "ids") return choice!.ids.includes(sessionKey(session));
    return choice!.by === "all" || fits(choice!.match);
  }

  #observe(live: readonly Live[]): void {
    for (const generation of this.#pending) this.seen.add(generation);
    this.#pending = live.map(generationOf);
    const look = new Map<string, { generation: Generation; session: Session }[]>();
    for (const one of live) {
      const session = this.sim.toSession(one);
      look.set(sessionKey(session), [
        ...(look.get(sessionKey(session)) ?? []),
        { generation: generationOf(one), session },
      ]);
    }
    this.#look = look;
  }

  #turn({ id, what }: Turn): void {
    const { sim } = this;
    const old = sim.live.find((live) => live.id === id);
    if (!old) return;
    const server = old.server && { server: old.server };
    if (what === "restarts") Object.assign(old, { startedAt: sim.time, info: "SELECT 2" });
    else if (what === "joined") {
      if (this.scenario.service === "clickhouse") sim.add(id, 0, { user: "billing", host: old.host });
    } else {
      sim.end(old);
      if (what === "replaced")
        sim.add(id, 0, { user: old.user === "etl" ? "billing" : "etl", host: old.host, ...server });
      if (what === "replaced by its user") sim.add(id, 0, { user: old.user, host: old.host, ...server });
    }
  }
}

function generationOf({ uid, startedAt }: Live): Generation {
  return `${uid} since ${startedAt}`;
}

/** What holds for every trial, whatever runs, changes and fails. */
const RULES: Record<string, (trial: Trial) => void> = {
  "what is sent is chosen, can be sent, and fits into one request": ({ requests, sim, order }) => {
    for (const { keys, look } of requests) {
      expect(keys.length).toBeGreaterThan(0);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBeLessThanOrEqual(sim.facts.kill!.maxIdsPerCall);
      for (const key of keys) {
        expect(sim.facts.ids.problemOf(key)).toBeUndefined();
        if (look.has(key)) continue;
        // Sent without being listed: by its id, where nobody is to be spared.
        expect(order.choice).toMatchObject({ by: "ids", ids: expect.arrayContaining([key]) });
        expect([order.exclude, order.protectedUsers]).toEqual([null, []]);
      }
    }
  },

  "every holder of an id that is sent is a victim at the look right before": (trial) => {
    for (const { keys, look } of trial.requests) {
      for (const key of keys)
        for (const { session } of look.get(key) ?? []) expect(trial.allows(session)).toBe(true);
    }
  },

  "an id is never sent once it belongs to a session that was not listed before": ({ requests, seen }) => {
    for (const { keys, look } of requests) {
      for (const key of keys)
        for (const { generation } of look.get(key) ?? []) expect(seen).toContain(generation);
    }
  },

  "an id that was sent is sent again for the very same session alone, three times at most": ({
    requests,
  }) => {
    const before = new Map<string, Set<Generation>>();
    const times = new Map<string, number>();
    for (const { keys, look, mayBeDone } of requests) {
      for (const key of keys) {
        const holders = (look.get(key) ?? []).map(({ generation }) => generation);
        const earlier = before.get(key);
        if (earlier) {
          expect(holders.length).toBeGreaterThan(0);
          for (const generation of holders) expect(earlier).toContain(generation);
        }
        if (mayBeDone) before.set(key, new Set(holders));
        times.set(key, (times.get(key) ?? 0) + 1);
        expect(times.get(key)).toBeLessThanOrEqual(3);
      }
    }
  },

  "never more are killed than max_kills": ({ requests, order }) => {
    const killed = new Set<string>();
    for (const { keys, look } of requests.filter(({ mayBeDone }) => mayBeDone)) {
      for (const key of keys) {
        for (const { generation } of look.get(key) ?? []) killed.add(generation);
        if (!look.has(key)) killed.add(`unlisted ${key}`);
      }
    }
    expect(killed.size).toBeLessThanOrEqual(order.maxKills ?? Number.POSITIVE_INFINITY);
  },

  "everything that was sent is in the report": ({ requests, report, error }) => {
    const sent = requests.filter(({ mayBeDone }) => mayBeDone);
    if (report) {
      const keys = report.results.map(({ key }) => key);
      expect(keys).toEqual(expect.arrayContaining(sent.flatMap((request) => request.keys)));
      expect(new Set(keys).size).toBe(keys.length);
    } else {
      expect(sent).toEqual([]);
      expect(error).toBeDefined();
    }
  },

  "what is called over is over": ({ requests, report, sim }) => {
    for (const { keys, look, mayBeDone } of requests) {
      for (const key of mayBeDone && report ? keys : []) {
        const outcome = report!.results.find((result) => result.key === key)!.outcome;
        if (outcome !== "killed" && outcome !== "gone") continue;
        const holders = (look.get(key) ?? []).map(({ generation }) => generation);
        const isConnection = sim.facts.kill!.ends === "connection";
        const uids = holders.map((generation) => generation.split(" ")[0]);
        const alive = sim.live.filter((live) =>
          isConnection ? uids.includes(`${live.uid}`) : holders.includes(generationOf(live)),
        );
        expect(alive).toEqual([]);
      }
    }
  },

  "what is not over is told": ({ report, order }) => {
    if (!report) return;
    const { events, results, failed } = report;
    expect(failed).toBe(events.some(({ severity }) => severity === "error"));
    const now = results.filter((result) => !order.previous?.includes(result));
    const has = (...outcomes: string[]) => now.some(({ outcome }) => outcomes.includes(outcome));
    if (has("refused")) expect(failed).toBe(true);
    if (has("survived") || (order.verify && has("unknown"))) {
      expect(events.length).toBeGreaterThan(0);
      if (order.failOnSurvivors) expect(failed).toBe(true);
    }
  },

  "everything is killed at once only where nobody is to be spared, and once": ({ sim, order }) => {
    expect(sim.killAlls.length).toBeLessThanOrEqual(1);
    if (sim.killAlls.length === 0) return;
    expect(order).toMatchObject({ choice: { by: "all" }, exclude: null, protectedUsers: [], maxKills: null });
    expect(order.previous).toBeUndefined();
  },
};

test("whatever runs, changes and fails, every rule holds", () =>
  fc.assert(
    fc.asyncProperty(scenario, async (one) => {
      const trial = await new Trial(one).run();
      for (const rule of Object.values(RULES)) rule(trial);
    }),
    RUNS,
  ));

test("the same things happen again", () =>
  fc.assert(
    fc.asyncProperty(scenario, async (one) => {
      const [first, second] = [await new Trial(one).run(), await new Trial(one).run()];
      expect(second.report).toEqual(first.report);
      expect(second.requests).toEqual(first.requests);
    }),
    { numRuns: 500 },
  ));

test("where nothing fails or changes, exactly the victims are killed", () =>
  fc.assert(
    fc.asyncProperty(scenario, async (one) => {
      const calm: Scenario = {
        ...one,
        rows: one.rows.map((each) => ({
          ...each,
          lingers: 0,
          refuses: false,
          age: each.age < 100 ? 20 : 200,
        })),
        turns: [],
        kills: [],
        lists: [],
        abortAt: null,
        time: null,
        maxKills: null,
      };
      const trial = new Trial(calm);
      const { sim } = trial;
      const holders = (live: Live) => sim.live.filter((other) => sessionKey(other) === sessionKey(live));
      const doomed = sim.live.filter((live) =>
        holders(live).every((other) => trial.allows(sim.toSession(other))),
      );
      const rest = sim.live.filter((live) => !doomed.includes(live));
      await trial.run();
      const held = trial.report?.events.some(({ code }) => code === "DBKILL_PROTECTED_SESSION_CHOSEN");
      expect(sim.live).toEqual(held ? expect.arrayContaining(doomed) : rest);
    }),
    RUNS,
  ));
