import type { Act } from "./act";
import { warnedIds } from "./plan-report";
import type { Stage } from "./stage";
import { destroyNothing, open, planAgain } from "./steps";
import { showTable } from "./tables";
import { sameMembers } from "./words";

/** Two scans that the filter means, and queries that only look like them: another user's, and a young one. */
const SCANS = [
  query("7f0c-scan-1", "etl", 1_260, "SELECT uniq(user_id) FROM events"),
  query("7f0c-scan-2", "etl", 840, "SELECT * FROM events e JOIN users u ON u.id = e.user_id"),
];
const BYSTANDERS = [
  query("91aa-dashboard", "bi", 1_500, "SELECT toDate(time), count() FROM events GROUP BY 1"),
  query("7f0c-merge", "etl", 45, "INSERT INTO events SELECT * FROM staging"),
];
const MEANT = SCANS.map(({ query_id }) => query_id);
const SPARED = BYSTANDERS.map(({ query_id }) => query_id);

/** Killing the queries that match: the call that kills *every* query where it is given no ids, held to the ones that are meant. */
export const CLICKHOUSE: Act = {
  setting: {
    vendor: "alibaba",
    api: "Alibaba Cloud's ClickHouse API",
    database: { service: "clickhouse", instance_id: "cc-bp108z124a8o7h2k5", edition: "community" },
    program: "cdktf/alibaba-clickhouse.ts",
    stack: "clickhouse-incident",
  },

  async tell(stage) {
    await open(stage, "A cluster there has queries.", [...SCANS, ...BYSTANDERS]);
    await stopByMaxKills(stage);
    await kill(stage);
    await planAgain(stage);
    await destroyNothing(stage);
  },
};

async function stopByMaxKills(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.step("The program has maxKills: 1, and two queries match.");
  const { errors, output } = await stage.refusedPlan();
  const named = sameMembers(errors.flatMap(warnedIds), MEANT);
  narrator.claim("it names the two, and max_kills", named && /max_kills/.test(output), output);
  narrator.claim("nobody was killed", (await stage.running()).length === SCANS.length + BYSTANDERS.length);
}

async function kill(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.step("Both are meant: the program is edited to maxKills: 2, synthesized, planned and applied.");
  await stage.synthesize({ "maxKills: 1,": "maxKills: 2," });
  const { actions, warnings, output } = await stage.plan();
  narrator.claim("it plans one kill", sameMembers(actions, ["create"]), output);
  narrator.claim(
    "it warns of the two, and of no other",
    sameMembers(warnings.flatMap(warnedIds), MEANT),
    output,
  );
  await stage.apply();
  await showTable(stage);
  const results = await stage.results<{ id: string; outcome: string }>(
    "dbkill_alibaba_clickhouse_session_kill",
  );
  const outcomes = results.map(({ id, outcome }) => `${id} ${outcome}`);
  const killed = MEANT.map((id) => `${id} killed`);
  narrator.claim("the state records both as killed", sameMembers(outcomes, killed), outcomes.join(", "));
  const running = (await stage.running()).map(({ id }) => id);
  narrator.claim("exactly those died: every other query runs on", sameMembers(running, SPARED), `${running}`);
}

function query(query_id: string, user: string, duration_seconds: number, info: string) {
  return { query_id, user, host: "10.0.0.31", duration_seconds, info };
}
