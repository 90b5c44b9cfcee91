import type { Emulator, SessionInput } from "../../src/emulator";
import { Core, type Declaration, FAULTS } from "./core";
import { Broken, type Figures } from "./figures";

/** One service of the fault matrix: how it lists, how it kills, and how its kill is declared. */
interface Service {
  readonly service: "dbbrain" | "das" | "clickhouse" | "oceanbasepro";
  readonly list: string;
  readonly kill: string;
  readonly instance: string;
  readonly type: string;
  readonly place: Readonly<Record<string, unknown>>;
  /** What the service's sessions need beside an id. */
  readonly session: (id: string) => SessionInput;
}

const SERVICES: readonly Service[] = [
  {
    service: "dbbrain",
    list: "DescribeMySqlProcessList",
    kill: "KillMySqlThreads",
    instance: "cdb-soak",
    type: "dbkill_tencent_dbbrain_session_kill",
    place: { instance_id: "cdb-soak" },
    session: (id) => ({ id }),
  },
  {
    service: "das",
    list: "query-process-list",
    kill: "kill-process",
    instance: "bcfa975193f1402fa11a6d4fd6baf5fbin01",
    type: "dbkill_huawei_das_session_kill",
    place: { instance_id: "bcfa975193f1402fa11a6d4fd6baf5fbin01" },
    session: (id) => ({ id }),
  },
  {
    service: "clickhouse",
    list: "DescribeProcessList",
    kill: "KillProcess",
    instance: "cc-soak",
    type: "dbkill_alibaba_clickhouse_session_kill",
    place: { cluster_id: "cc-soak" },
    session: (id) => ({ id, query_id: `q-${id}` }),
  },
  {
    service: "oceanbasepro",
    list: "DescribeProcessStatsComposition",
    kill: "KillProcessList",
    instance: "ob-soak",
    type: "dbkill_alibaba_oceanbase_session_kill",
    place: { instance_id: "ob-soak", tenant_id: "t-soak" },
    session: (id) => ({ id, server: "10.0.0.2:2882" }),
  },
];

/** Users whose sessions must never die, whatever happens. */
const INNOCENT = new Set(["boss", "billing", "app"]);

/** One kill by filter, with faults on its calls, while ids change hands. */
export async function playKill(
  emulator: Emulator,
  config: Readonly<Record<string, unknown>>,
  random: () => number,
  figures: Figures,
): Promise<void> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const { service, list, kill, instance, type, place, session } = pick(SERVICES);
  await emulator.reset();
  const target = {
    service,
    instance_id: instance,
    ...(service === "oceanbasepro" && { tenant_id: "t-soak" }),
  };
  const born = (id: string, user: string, age: number): SessionInput => ({
    ...session(id),
    user,
    host: "10.0.0.7:1",
    duration_seconds: age,
    info: `select ${id}`,
  });
  const reports = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => String(101 + index));
  const others = ["boss", "billing", "app"].map((user, index) => born(String(201 + index), user, 900));
  await emulator.addSessions({
    ...target,
    sessions: [...reports.map((id) => born(id, "report", 900)), ...others],
  });
  const faults = [kill, list].flatMap((action) =>
    random() < 0.7
      ? [
          {
            service,
            action,
            kind: pick(FAULTS),
            times: 1 + Math.floor(random() * 3),
            after: Math.floor(random() * 3),
          },
        ]
      : [],
  );
  await emulator.setFaults(faults);
  figures.faults += faults.length;
  // Before one of the looks, some ids become other users' sessions, or start another statement. Between the last look and the kill
  // nobody could tell.
  let calls = 0;
  const moment = Math.floor(random() * 5);
  const changing = reports.filter(() => random() < 0.4);
  const change = async () => {
    if (calls++ !== moment) {
      emulator.before(list, change);
      return;
    }
    const alive = new Set(
      (await emulator.state()).sessions.filter(({ status }) => status === "running").map(({ id }) => id),
    );
    const sessions = changing
      .filter((id) => alive.has(service === "clickhouse" ? `q-${id}` : id) || alive.has(id))
      .map((id) => born(id, pick(["boss", "report"]), random() < 0.5 ? 0 : 5));
    if (sessions.length > 0) await emulator.addSessions({ ...target, sessions });
  };
  emulator.before(list, change);
  const core = new Core(config, random);
  const declaration: Declaration = {
    type,
    values: {
      ...place,
      match: { users: ["report"], min_duration_seconds: 600 },
      timeouts: { create: "4s", update: "4s" },
    },
  };
  const { errors } = await core.apply(new Map([["kill", declaration]]));
  figures.applies++;
  const { kills, sessions } = await emulator.state();
  figures.kills += kills.length;
  for (const { session: victim } of kills) {
    if (INNOCENT.has(victim.user))
      throw new Broken("wrong", `${service}: ${victim.user}'s session ${victim.id} was killed`);
  }
  const seen = new Map<string, number>();
  for (const { session: victim } of kills) seen.set(victim.id, (seen.get(victim.id) ?? 0) + 1);
  for (const [id, count] of seen) {
    const lives = sessions.filter((each) => each.id === id && each.user === "report").length;
    if (count > lives) throw new Broken("twice", `${service}: session ${id} was killed ${count} times`);
  }
  const alive = sessions.filter(
    ({ user, status, duration_seconds: age }) =>
      user === "report" && status === "running" && (age ?? 0) >= 600,
  );
  if (errors.length === 0 && alive.length > 0) {
    throw new Broken("vain", `${service}: the apply is complete, and ${alive.map(({ id }) => id)} live on`);
  }
}
