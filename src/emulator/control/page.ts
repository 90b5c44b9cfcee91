import {
  cut,
  LIMITS,
  type PageKill,
  type PageRule,
  type PageSession,
  sessionsShown,
  type Tone,
} from "../../page/data";
import { LiveTopics } from "../../page/live";
import { shownSessions } from "../../page/sessions";
import { VERSION } from "../../version";
import { timestamp } from "../core/clock";
import { matches } from "../core/match";
import { sessionKey } from "../core/service";
import type { Match, Session, TaskStatus } from "../core/types";
import { type Instance, type Kill, statusAt, type Task } from "../core/world";
import type { Controlled } from "./control";

/** How often an open page is refreshed, in ms: tasks kill at whole seconds. */
const EVERY_MS = 1_000;

const TONES: Readonly<Record<TaskStatus, Tone>> = { running: "good", cancelled: "quiet", expired: "quiet" };

/** Reports the emulator's instances, sessions and tasks to the page. */
export class EmulatorPage {
  readonly live = new LiveTopics();
  #timer: NodeJS.Timeout | undefined;
  #names: readonly string[] = [];
  #looking = false;

  constructor(private readonly parts: Pick<Controlled, "world" | "engine">) {}

  /** Refreshes as long as a page is open. */
  watch(): void {
    this.#timer ??= setInterval(() => {
      if (this.live.clients === 0) this.#stop();
      else void this.look();
    }, EVERY_MS).unref();
  }

  close(): void {
    this.#stop();
    this.live.close();
  }

  /** Refreshes everything. Never runs twice at once: a real server may be slow. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const { world, engine } = this.parts;
      const all = [...world.instances()];
      const instances = all.slice(0, LIMITS.targets);
      this.#announce(instances.map(nameOf), all.length);
      for (const instance of instances) await this.#lookAt(instance, sessionsShown(instances.length));
      const now = world.clock.now();
      const tasks = world.tasks();
      const newest = tasks.slice(-LIMITS.rules).reverse();
      this.live.set("rules", { rules: newest.map((task) => ruleOf(task, now)), total: tasks.length });
      this.live.set("kills", { kills: world.kills().slice(-LIMITS.kills).reverse().map(killOf) });
      this.live.set("head", {
        title: "dbkill emulator",
        version: VERSION,
        rules: "Kill tasks",
        rule: "Task",
        empty: "No task was started.",
        facts: [`engine ${engine.name}`],
        problems: [],
      });
    } finally {
      this.#looking = false;
    }
  }

  #announce(names: readonly string[], total: number): void {
    for (const name of this.#names) {
      if (names.includes(name)) continue;
      this.live.delete("target", name);
      this.live.delete("sessions", name);
    }
    this.#names = names;
    this.live.set("targets", { names, total });
  }

  async #lookAt(instance: Instance, limit: number): Promise<void> {
    const { world, engine } = this.parts;
    const name = nameOf(instance);
    let sessions: readonly Session[];
    try {
      sessions = await engine.list(instance);
    } catch (error) {
      // A real server that can't be reached now.
      const problems = [{ tone: "bad" as const, text: cut((error as Error).message) }];
      this.live.set("target", { name, failed: true, problems }, name);
      return;
    }
    const paused = [{ tone: "warn" as const, text: "The kill switch is off: tasks kill nothing." }];
    const problems = instance.tasksPaused ? paused : [];
    this.live.set("target", { name, failed: false, problems }, name);
    const rules = world.runningTasks(instance).map((task) => verdictsOf(task, sessions));
    const { rows, counts } = shownSessions(sessions, rules, limit, {
      isActive: ({ info }) => info !== "",
      seconds: ({ duration_seconds }) => duration_seconds ?? 0,
    });
    this.live.set(
      "sessions",
      {
        target: name,
        at: timestamp(world.clock.now()),
        sessions: rows.map(({ session, verdicts }) => ({ ...rowOf(instance, session), verdicts })),
        total: sessions.length,
        counts,
      },
      name,
    );
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** What a task does with the sessions of its instance: those that it matches are killed in the next whole second. */
function verdictsOf({ id, instance, match }: Task, sessions: readonly Session[]) {
  const rule = `task ${id}`;
  const matched = sessions.filter((session) => matches(match, session));
  const { service } = instance;
  const verdict = instance.tasksPaused ? ("would_kill" as const) : ("victim" as const);
  return {
    victims: matched.filter((session) => !service.spares(session)),
    verdict: { verdict, rule },
    spared: matched
      .filter((session) => service.spares(session))
      .map((session) => ({ session, verdict: { verdict: "spared" as const, rule, reason: "system" } })),
  };
}

function nameOf({ service, id, product, tenantId, edition, region }: Instance): string {
  const more = [product, tenantId, edition, region].filter(Boolean).join(", ");
  return cut(`${service.name} ${id}${more === "" ? "" : ` (${more})`}`);
}

function ruleOf(task: Task, now: number): PageRule {
  const { id, instance, match, createdAt, expiresAt, kills } = task;
  const status = statusAt(task, now);
  return {
    name: `task ${cut(id)}`,
    target: nameOf(instance),
    status,
    tone: TONES[status],
    caps: [],
    about: cut(
      [
        matchText(match),
        `since ${toTheSecond(createdAt)}`,
        expiresAt === null ? "until it is cancelled" : `until ${toTheSecond(expiresAt)}`,
        `${kills} killed`,
      ].join(" · "),
    ),
  };
}

function toTheSecond(time: number): string {
  return timestamp(time).replace(/\.\d+Z$/, "Z");
}

function matchText(match: Match): string {
  const parts = Object.entries(match).map(([field, value]) => `${field} = ${[value].flat().join(", ")}`);
  return parts.length === 0 ? "every session" : parts.join(" and ");
}

function killOf({ at, instance, by, session }: Kill): PageKill {
  return {
    at: timestamp(at),
    target: nameOf(instance),
    rule: by.startsWith("task:") ? `task ${cut(by.slice("task:".length))}` : "a call of the API",
    ...whoOf(instance, session),
    attempts: 1,
    outcome: "killed",
    tone: "good",
  };
}

function whoOf(instance: Instance, session: Session) {
  return {
    key: cut(sessionKey(instance.service, session)),
    user: cut(session.user),
    host: cut(session.host),
    database: cut(session.database),
    statement: cut(session.info, LIMITS.statement),
  };
}

function rowOf(instance: Instance, session: Session): Omit<PageSession, "verdicts"> {
  const { command, state, duration_seconds: seconds } = session;
  return { ...whoOf(instance, session), command: cut(command), state: cut(state), seconds };
}
