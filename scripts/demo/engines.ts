import { installNullProvider } from "../null-provider/install";
import type { Act } from "./act";
import { warnedIds } from "./plan-report";
import { REPORT_FILTERS, SHOP, SHOP_DATABASE } from "./shop";
import type { Stage } from "./stage";
import { sessions as ids, sameMembers } from "./words";

const FIRST = "KillEngine.TERRAFORM_DATA";
const ENGINES = ["PROVIDER", "NULL_RESOURCE", "TERRAFORM_DATA"] as const;

/** The results of one engine, for the table at the end. */
type Row = readonly [
  engine: string,
  resources: string,
  shown: string,
  killed: string,
  edited: string,
  left: string,
];

/** One program on all three engines, with a change of one line. */
export const ENGINES_ACT: Act = {
  setting: {
    ...SHOP_DATABASE,
    program: "cdktf/engines.ts",
    stack: "engines",
  },

  async tell(stage) {
    const { narrator } = stage;
    narrator.say(
      "null_resource comes from a stand-in with the exact schema of hashicorp/null, or from the executable that DBKILL_TEST_NULL_PROVIDER names.",
    );
    const rows: Row[] = [];
    for (const engine of ENGINES) rows.push(await play(stage, engine));
    narrator.step("Side by side.");
    const heading = ["engine", "resources", "the plan warns of", "killed", "after the edit", "tasks left"];
    narrator.table([heading, ...rows]);
    const outcomes = rows.map(([, , , ...outcome]) => outcome.join());
    narrator.claim(
      "all three did the same to the database",
      new Set(outcomes).size === 1,
      outcomes.join("\n"),
    );
  },
};

async function play(stage: Stage, engine: (typeof ENGINES)[number]): Promise<Row> {
  const { narrator, emulator } = stage;
  const line = `KillEngine.${engine}`;
  narrator.step(
    `examples/${stage.setting.program} with the line KillEngine.use(stack, ${line}), planned and applied.`,
  );
  await emulator.reset();
  await stage.post([...SHOP.first, ...SHOP.second, ...SHOP.innocent]);
  await stage.synthesize({ [FIRST]: line });
  installNullProvider(stage.directory);
  await stage.must("init");
  const { actions, warnings, output } = await stage.plan();
  const first = SHOP.first.map(({ id }) => id);
  const warned = warnings.flatMap(warnedIds);
  narrator.claim(
    engine === "PROVIDER" ? `the plan warns of ${ids(first)}` : "no plan of this engine can warn",
    sameMembers(warned, engine === "PROVIDER" ? first : []),
    output,
  );
  const log = await stage.apply();
  for (const [text] of log.matchAll(/dbkill: .*/g)) narrator.quote(text);
  await stage.comesTrue(async () => sameMembers(await ended(stage), first));
  narrator.claim(`${ids(first)} died, and nobody else`, sameMembers(await ended(stage), first));
  const again = await stage.run("plan", "-detailed-exitcode");
  narrator.claim("a second plan has nothing to change", again.code === 0, again.output);
  const killed = await ended(stage);

  await stage.synthesize({ [FIRST]: line, [REPORT_FILTERS.filter]: REPORT_FILTERS.editedFilter });
  await stage.must("apply", "-auto-approve");
  const both = [...SHOP.first, ...SHOP.second].map(({ id }) => id);
  await stage.comesTrue(async () => sameMembers(await ended(stage), both));
  const after = await running(stage);
  narrator.claim(`after an edit of the filter ${ids(both)} are dead, and one task runs`, after === 1);
  const edited = await ended(stage);

  await stage.must("destroy", "-auto-approve");
  const left = await running(stage);
  narrator.claim("terraform destroy leaves no task", left === 0);
  return [
    engine,
    `${actions.length}`,
    warned.join(" ") || "-",
    killed.join(" "),
    edited.join(" "),
    `${left}`,
  ];
}

async function ended(stage: Stage): Promise<string[]> {
  const { sessions } = await stage.state();
  return sessions.filter(({ status }) => status !== "running").map(({ id }) => id);
}

async function running(stage: Stage): Promise<number> {
  return (await stage.state()).tasks.filter(({ status }) => status === "running").length;
}
