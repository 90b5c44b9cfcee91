import type { Act } from "./act";
import { warnedIds } from "./plan-report";
import { decisionsIn, idsIn } from "./runner-process";
import { SHOP, SHOP_DATABASE, session } from "./shop";
import type { Stage } from "./stage";
import { destroyTasks, open, planAgain } from "./steps";
import { showPolicies, showTable } from "./tables";
import { sameMembers, sessions } from "./words";

const REPORTS = SHOP.first.map(({ id }) => id);

/** Policies of one database: one that the vendor's task enforces, one for the runner, and one that only observes. */
export const POLICIES: Act = {
  setting: {
    ...SHOP_DATABASE,
    program: "cdktf/auto-kill-policies.ts",
    stack: "auto-kill-policies",
  },

  async tell(stage) {
    const { narrator } = stage;
    await open(stage, "cdb-8jawylhf has the sessions of a shop.", [
      ...SHOP.innocent,
      ...SHOP.first,
      ...SHOP.second,
    ]);

    narrator.step("terraform plan says who enforces each policy, and which sessions it would kill now.");
    const plan = await stage.plan();
    const warned = (name: string) =>
      plan.warnings.find(({ detail }) => detail.startsWith(`Policy "${name}": when`));
    const shows = (name: string, ids: readonly string[]) => sameMembers(warnedIds(warned(name)!), ids);
    narrator.claim("it plans three policies", plan.actions.length === 3, plan.output);
    narrator.claim(`policy reports would kill ${sessions(REPORTS)}`, shows("reports", REPORTS), plan.output);
    narrator.claim(
      "policy slow-statements would kill session 23, and spare the reports",
      shows("slow-statements", ["23"]),
      plan.output,
    );
    narrator.claim(
      "policy idle would report sessions 21, 22, 24",
      shows("idle", ["21", "22", "24"]),
      plan.output,
    );
    narrator.claim("planning killed nobody", (await stage.state()).kills.length === 0);

    narrator.step("terraform apply starts the vendor's task for the one policy that it means exactly.");
    await stage.apply();
    const statuses = await showPolicies(stage);
    narrator.claim("reports is enforced by the vendor", statuses.get("reports") === "enforced");
    narrator.claim(
      "the others wait for a runner, and say so",
      ["slow-statements", "idle"].every((name) => statuses.get(name) === "pending"),
    );
    const killed = async () => (await stage.state()).kills.map(({ session }) => session.id);
    const died = await stage.comesTrue(async () => sameMembers(await killed(), REPORTS));
    narrator.claim(`${sessions(REPORTS)} died, and nobody else`, died, (await killed()).join(", "));
    await showTable(stage);
    await planAgain(stage);

    await enforceOnce(stage);

    narrator.step("A cap that more sessions exceed stops the plan.");
    await stage.post([session("31", "app", "Query", 300, "SELECT * FROM stock FOR UPDATE")]);
    await stage.synthesize({ "maxKills: 5": "maxKills: 0" });
    const { output } = await stage.refusedPlan();
    narrator.claim("the reason is max_kills", output.includes("DBKILL_MAX_KILLS_EXCEEDED"), output);

    narrator.step("The program has its cap back, and terraform destroy ends the task with its policy.");
    await stage.synthesize();
    await destroyTasks(stage);
  },
};

/** One pass of the runner, with the policies that the state holds. */
async function enforceOnce(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.step("dbkill enforce --once, the runner, has one pass with the policies of the state.");
  const policies = await stage.show();
  const { code, stdout, stderr, output } = await stage.dbkill(
    ["enforce", "--policies", "-", "--once"],
    policies,
  );
  narrator.quote(stderr);
  const decisions = decisionsIn(stdout);
  narrator.claim("it ends well", code === 0, output);
  const killed = idsIn(decisions, "slow-statements", "killed", "killed");
  narrator.claim(
    "it killed session 23 for slow-statements, and recorded it",
    sameMembers(killed, ["23"]),
    stdout,
  );
  const reported = idsIn(decisions, "idle", "would_kill");
  narrator.claim(
    "for idle it reports sessions 21, 22, 24 and kills nobody",
    sameMembers(reported, ["21", "22", "24"]),
    stdout,
  );
  const kills = await stage.calls("KillMySqlThreads");
  narrator.claim(
    "the emulator has seen the requests of one kill: its preparation and its commitment",
    kills === 2,
    String(kills),
  );
  narrator.claim(
    "what the vendor's task enforces is left to it",
    idsIn(decisions, "reports", "killed").length === 0,
    stdout,
  );
}
