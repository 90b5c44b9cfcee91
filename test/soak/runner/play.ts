import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emulatorEnvironment } from "../../../scripts/emulator-environment";
import { Emulator, type SessionInput } from "../../../src/emulator";
import { Actor } from "./actor";
import type { Fate, Named, PlayedRecord } from "./checker";

/** What goes wrong in a scene, besides faults of the service. */
export const SCENES = ["plain", "killed", "stopped", "full", "twins", "clocks", "caps", "crowd"] as const;
export type Scene = (typeof SCENES)[number];

const INSTANCE = "cdb-1";
const KILL = "KillMySqlThreads";
const LIST = "DescribeMySqlProcessList";
const SCENE_MS = 12_000;
/** How long what is left may take to die. */
const LONGEST_SECONDS = 60;
/** A call that was under way when the stop file came may still be carried out. */
const IN_FLIGHT_MS = 3_000;
const HOURLY_CAP = 14;
const PASS_CAP = 5;
/** More than a list has. */
const CROWD = 10_050;
const KEY = { id: "key", secret: "only-for-this-run" };

export interface Played {
  readonly record: PlayedRecord;
  readonly faults: number;
  readonly decisions: number;
  /** Exit codes that are not those of a runner that was told to end. */
  readonly badExits: readonly string[];
}

/** Plays one scene: runners as processes, on an emulator of their own, while sessions come and go. */
export async function playScene(scene: Scene, random: () => number): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), "dbkill-soak-"));
  const emulator = await Emulator.start({ rateLimit: false, accessKeys: [KEY] });
  const stage = new Stage(scene, random, emulator, folder);
  try {
    return await stage.play();
  } finally {
    await stage.close();
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Stage {
  readonly #sessions: (Named & { fate: Fate })[] = [];
  readonly #replaced: Named[] = [];
  readonly #stops: { from: number; to: number }[] = [];
  readonly #actors: Actor[] = [];
  readonly #badExits: string[] = [];
  readonly #requestIds = new Set<string>();
  readonly #stopFile: string;
  readonly #clockFile: string;
  #faults = 0;
  #next = 1;

  constructor(
    private readonly scene: Scene,
    private readonly random: () => number,
    private readonly emulator: Emulator,
    private readonly folder: string,
  ) {
    this.#stopFile = join(folder, "stop");
    this.#clockFile = join(folder, "clock");
  }

  async play(): Promise<Played> {
    const { scene, emulator } = this;
    await this.#add([]);
    const names = scene === "twins" ? ["one", "two"] : ["one"];
    for (const name of names) this.#actors.push(this.#actor(name));
    for (const actor of this.#actors)
      actor.start(scene === "full" ? 1 + Math.floor(this.random() * 6) : undefined);
    await this.#until(SCENE_MS);
    await this.#finish();
    const { kills, sessions } = await emulator.state();
    await this.#note();
    const named = (instance: string, { id, user }: { id: string; user: string }) => ({ instance, id, user });
    const record: PlayedRecord = {
      sessions: this.#sessions,
      replaced: this.#replaced,
      audits: this.#actors.map((actor) => actor.record),
      kills: kills.map(({ at, instance_id, session }) => ({
        ...named(instance_id, session),
        at: Date.parse(at),
      })),
      requestIds: this.#requestIds,
      stops: this.#stops,
      alive: sessions
        .filter(({ status }) => status === "running")
        .map((session) => named(session.instance_id, session)),
      cap: scene === "killed" ? HOURLY_CAP : null,
      maxKills: scene === "caps" ? PASS_CAP : null,
    };
    const decisions = record.audits.map(({ text }) => text.match(/"event":"killed"/g)?.length ?? 0);
    return {
      record,
      faults: this.#faults,
      decisions: decisions.reduce((sum, each) => sum + each, 0),
      badExits: this.#badExits,
    };
  }

  async close(): Promise<void> {
    for (const actor of this.#actors) await actor.end("SIGKILL");
  }

  #actor(name: string): Actor {
    const policies = join(this.folder, "policies.json");
    const common = {
      target: { service: "dbbrain", instance_id: INSTANCE },
      match: { users: ["report", "etl"], min_duration_seconds: 600 },
      enforcement: "runner",
    };
    const kills = {
      ...common,
      name: "kills",
      exclude: { info_keywords: ["/* keep */"] },
      protected_users: ["etl"],
      reason: "They hold locks.",
      ...(this.scene === "killed" && { max_kills_per_hour: HOURLY_CAP }),
      ...(this.scene === "caps" && { max_kills: PASS_CAP }),
    };
    const documents = [kills, { ...common, name: "watches", mode: "observe" }];
    writeFileSync(policies, JSON.stringify({ version: 1, policies: documents }));
    const words = ["--policies", policies, "--interval", "250ms", "--stop-file", this.#stopFile];
    const env = {
      ...emulatorEnvironment("tencent", this.emulator.url, KEY),
      ...(this.scene === "clocks" && {
        NODE_OPTIONS: `--require ${join(__dirname, "shifting-clock.cjs")}`,
        SOAK_CLOCK_FILE: this.#clockFile,
      }),
    };
    return new Actor(name, this.folder, words, env, this.#badExits);
  }

  /** Lets things happen for so long. */
  async #until(ms: number): Promise<void> {
    const end = Date.now() + ms;
    let jumps = 0;
    if (this.scene === "crowd") await this.#crowd();
    while (Date.now() < end) {
      await this.#happen();
      if (this.scene === "killed" && this.random() < 0.12) await this.#replaceRunner("SIGKILL");
      else if (this.scene === "plain" && this.random() < 0.05) await this.#replaceRunner("SIGTERM");
      else if (this.scene === "stopped" && this.random() < 0.08) await this.#stop();
      else if (this.scene === "clocks" && this.random() < 0.08 && jumps++ < 3) await this.#jump();
      await sleep(50 + this.random() * 300);
    }
  }

  /** Everything works again, so that whatever is still to be done is done; then the runners are told to end. */
  async #finish(): Promise<void> {
    await this.emulator.setFaults([]);
    if (this.scene === "full") await this.#replaceRunner("SIGTERM");
    // One that caps goes on without a kill.
    const mayLeave = this.scene === "caps" || this.scene === "killed";
    for (let waited = 0; waited < LONGEST_SECONDS; waited++) {
      await sleep(1_000);
      await this.#note();
      if (waited > 3 && (mayLeave || (await this.#left()) === 0)) break;
    }
    for (const actor of this.#actors) await actor.end("SIGTERM");
  }

  /** How many sessions live that must die. */
  async #left(): Promise<number> {
    const must = new Set(
      this.#sessions.filter(({ fate }) => fate === "must").map(({ id, user }) => `${id} ${user}`),
    );
    const { sessions } = await this.emulator.state();
    return sessions.filter(({ status, id, user }) => status === "running" && must.has(`${id} ${user}`))
      .length;
  }

  async #happen(): Promise<void> {
    const dice = this.random();
    if (dice < 0.55) await this.#come(1 + Math.floor(this.random() * (this.scene === "caps" ? 9 : 3)));
    else if (dice < 0.75) await this.#reuse();
    else if (dice < 0.9) await this.#break();
    else await this.emulator.setFaults([]);
    if (this.random() < 0.1) await this.#note();
  }

  /** Sessions of all sorts. */
  async #come(count: number): Promise<void> {
    const sessions = Array.from({ length: count }, () => {
      const id = String(this.#next++);
      // A jump of a clock makes the young ones old: they may be killed.
      const young: Fate = this.scene === "clocks" ? "may" : "never";
      const kinds: readonly (readonly [Fate, object])[] = [
        ["must", { user: "report", duration_seconds: 700, info: "select 1" }],
        ["must", { user: "report", duration_seconds: 5_000, info: "select sum(x) from orders" }],
        ["never", { user: "report", duration_seconds: 700, info: "select /* keep */ 1" }],
        ["never", { user: "report", duration_seconds: 700, info: "SELECT /* gh-ost */ 1" }],
        [young, { user: "report", duration_seconds: 520, info: "select 1" }],
        ["never", { user: "etl", duration_seconds: 700, info: "select 1" }],
        ["never", { user: "app", duration_seconds: 700, info: "select 1" }],
        ["may", { user: "report", duration_seconds: 700, info: "select 1", unkillable: true }],
      ];
      const [fate, session] = kinds[this.random() < 0.5 ? 0 : Math.floor(this.random() * kinds.length)]!;
      const { user } = session as { user: string };
      // In a crowd it may not be listed.
      const isHidden = fate === "must" && this.scene === "crowd";
      this.#sessions.push({ instance: INSTANCE, id, user, fate: isHidden ? "may" : fate });
      return { id, ...session };
    });
    await this.#add(sessions);
  }

  async #add(sessions: readonly object[]): Promise<void> {
    await this.emulator.addSessions({
      service: "dbbrain",
      instance_id: INSTANCE,
      sessions: sessions as SessionInput[],
    });
  }

  /**
   * A session ends, and another user gets its id, right before a list that shows it. Between a look and its kill no service leaves a
   * way to tell.
   */
  async #reuse(): Promise<void> {
    // Of two runners one may be about to kill while the other lists.
    if (this.scene === "twins") return;
    const { sessions } = await this.emulator.state();
    const running = sessions.filter(({ status, user }) => status === "running" && user === "report");
    const old = running[Math.floor(this.random() * running.length)];
    if (!old) return;
    const user = `app-${this.#next++}`;
    const { id } = old;
    this.emulator.before(LIST, async () => {
      this.#sessions.push({ instance: INSTANCE, id, user, fate: "never" });
      this.#replaced.push({ instance: INSTANCE, id, user: old.user });
      await this.#add([{ id, user, duration_seconds: 700, info: "select 1" }]);
    });
  }

  async #break(): Promise<void> {
    const kinds = [
      "refuse",
      "reset_before",
      "reset_after",
      "http_500",
      "throttle",
      "malformed",
      "slow",
    ] as const;
    const kind = kinds[Math.floor(this.random() * kinds.length)]!;
    await this.emulator.setFaults([
      {
        service: "dbbrain",
        action: this.random() < 0.6 ? KILL : LIST,
        kind,
        times: 1 + Math.floor(this.random() * 4),
        after: Math.floor(this.random() * 3),
        ...(kind === "slow" && { delay_ms: Math.floor(this.random() * 800) }),
      },
    ]);
  }

  async #replaceRunner(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const [actor] = this.#actors;
    await actor!.end(signal);
    actor!.start();
    await sleep(this.random() * 1_500);
  }

  async #stop(): Promise<void> {
    writeFileSync(this.#stopFile, "");
    const from = Date.now() + IN_FLIGHT_MS;
    await this.#come(3);
    await sleep(IN_FLIGHT_MS + 1_500);
    this.#stops.push({ from, to: Date.now() });
    rmSync(this.#stopFile);
  }

  /** A clock jumps: that of the service, or that of the runner, either way. */
  async #jump(): Promise<void> {
    if (this.random() < 0.5) await this.emulator.advanceClock(100);
    else writeFileSync(this.#clockFile, String(Math.round((this.random() - 0.5) * 200_000)));
  }

  /** The service lists no more than so many sessions: who is beyond is never judged. */
  async #crowd(): Promise<void> {
    const sessions = Array.from({ length: CROWD }, () => {
      const id = String(this.#next++);
      this.#sessions.push({ instance: INSTANCE, id, user: "app", fate: "never" });
      return { id, user: "app", duration_seconds: 1, info: "" };
    });
    await this.#add(sessions);
  }

  /** The log of requests keeps the last ones alone. */
  async #note(): Promise<void> {
    let faults = 0;
    for (const { request_id, fault } of (await this.emulator.requests()).requests) {
      if (request_id) this.#requestIds.add(request_id);
      if (fault) faults++;
    }
    this.#faults = Math.max(this.#faults, faults);
  }
}
