import type { Act } from "./act";
import { destroyNothing, open, planAgain } from "./steps";
import { sameMembers } from "./words";

/** Statements of a cluster: two that run and one that is over, all named by the program; and one that nobody named. */
const STATEMENTS = [
  statement("20261122_091502_00041_k3v8q", "RUNNING", 780, "SELECT * FROM clicks a CROSS JOIN clicks b"),
  statement(
    "20261122_091844_00042_k3v8q",
    "RUNNING",
    558,
    "SELECT COUNT(*) FROM clicks WHERE day = '2026-11-21'",
  ),
  statement("20261122_092230_00044_k3v8q", "QUEUED", 332, "SELECT * FROM clicks a CROSS JOIN users u"),
  statement("20261122_092817_00046_k3v8q", "FINISHED", 0, "SELECT MAX(day) FROM clicks"),
];
const [JOIN, BYSTANDER, QUEUED, FINISHED] = STATEMENTS.map(({ sql_id }) => sql_id);

interface Result {
  readonly id: string;
  readonly status_before: string;
  readonly status_after: string | null;
  readonly outcome: string;
}

/** Cancelling chosen statements: MRS can't list them, and tells of each what became of it. */
export const MRS: Act = {
  setting: {
    vendor: "huawei",
    api: "Huawei Cloud's MRS API",
    database: { service: "mrs", instance_id: "5a7d2c18-6f0e-4b53-9d3f-1c2b7e40a961" },
    program: "cdktf/huawei-mrs.ts",
    stack: "mrs-incident",
  },

  async tell(stage) {
    const { narrator } = stage;
    await open(stage, "A cluster there has statements.", STATEMENTS);

    narrator.step("MRS has no list of statements: terraform plan looks each of the named ones up.");
    const { actions, warnings, output } = await stage.plan();
    narrator.claim("it plans one cancel", sameMembers(actions, ["create"]), output);
    const shown = [JOIN, BYSTANDER, QUEUED, FINISHED].filter((id) =>
      warnings.some(({ detail }) => detail.includes(id!)),
    );
    narrator.claim("it warns of the two that run", sameMembers(shown as string[], [JOIN!, QUEUED!]), output);

    narrator.step("terraform apply cancels them and looks them up until they have ended.");
    await stage.apply();
    const results = await stage.results<Result>("dbkill_huawei_mrs_sql_cancel");
    narrator.table([
      ["STATEMENT", "BEFORE", "AFTER", "OUTCOME"],
      ...results.map((each) => [each.id, each.status_before, each.status_after ?? "", each.outcome]),
    ]);
    const outcomes = results.map(({ id, outcome }) => `${id} ${outcome}`);
    const expected = [`${JOIN} killed`, `${QUEUED} killed`, `${FINISHED} gone`];
    narrator.claim(
      "two were cancelled, and one was over before",
      sameMembers(outcomes, expected),
      `${outcomes}`,
    );
    const running = (await stage.running()).map(({ id }) => id);
    narrator.claim(
      "the statement that nobody named runs on",
      sameMembers(running, [BYSTANDER!]),
      `${running}`,
    );

    await planAgain(stage);
    await destroyNothing(stage);
  },
};

function statement(sql_id: string, state: string, duration_seconds: number, info: string) {
  return { sql_id, state, duration_seconds, info, user: "analyst" };
}
