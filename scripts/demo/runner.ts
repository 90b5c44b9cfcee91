import { writeFileSync } from "node:fs";
import { freePort } from "../mariadb";
import type { Act } from "./act";
import { POLICIES } from "./policies";
import { decisionsIn, idsIn, RunnerProcess, showDecisions } from "./runner-process";
import { SHOP, session } from "./shop";
import type { Stage } from "./stage";
import { open } from "./steps";
import { showPolicies } from "./tables";
import { sameMembers, sessions } from "./words";

/** Applies the current configuration, and reports its warnings. */
async function refresh(stage: Stage, port: number): Promise<Map<string, string>> {
  const { narrator } = stage;
  narrator.say(`DBKILL_RUNNER_URL=http://127.0.0.1:${port}`);
  await stage.plan();
  await stage.apply();
  return showPolicies(stage);
}

/** The policies that no vendor's task can express, and the runner that enforces them. */
export const RUNNER: Act = {
  setting: POLICIES.setting,

  async tell(stage) {
    const { narrator } = stage;
    await open(stage, "cdb-8jawylhf has the sessions of a shop.", [...SHOP.innocent, ...SHOP.second]);

    narrator.step("terraform plan names, in one warning, the policies whose enforcement it can't check.");
    const plan = await stage.plan();
    const needy = plan.warnings.filter(({ detail }) => detail.includes("DBKILL_POLICY_NEEDS_RUNNER"));
    narrator.claim("there is one such warning", needy.length === 1, plan.output);
    narrator.claim(
      "it counts two policies: idle and slow-statements",
      ["2 policies", '"idle"', '"slow-statements"'].every((part) => needy[0]!.detail.includes(part)),
      plan.output,
    );
    await stage.apply();
    const first = await showPolicies(stage);
    narrator.claim(
      "they are pending",
      first.get("idle") === "pending" && first.get("slow-statements") === "pending",
    );

    narrator.step("Terraform gets the runner's address, but no runner is running.");
    const port = await freePort("127.0.0.1");
    stage.set("DBKILL_RUNNER_URL", `http://127.0.0.1:${port}`);
    const unreachable = await stage.plan();
    narrator.claim(
      "the plan warns that the runner can't be asked",
      unreachable.warnings.some(({ detail }) => detail.includes("DBKILL_RUNNER_UNREACHABLE")),
      unreachable.output,
    );

    narrator.step("dbkill enforce starts with an old document: it has another revision of one policy.");
    const policies = stage.path("policies.json");
    const state = await stage.show();
    // The document is JSON within JSON.
    writeFileSync(policies, state.replaceAll('\\"max_kills\\":5', '\\"max_kills\\":4'));
    const runner = new RunnerProcess(stage, policies, port);
    await untilAsked(stage, port);
    const died = await stage.comesTrue(async () =>
      runner.ids("slow-statements", "killed", "killed").includes("23"),
    );
    narrator.claim("it enforces what it has: session 23 is dead", died);
    const old = await refresh(stage, port);
    narrator.claim("idle is confirmed: the runner observes it", old.get("idle") === "observing");
    narrator.claim(
      "slow-statements stays pending: the runner has another revision of it",
      old.get("slow-statements") === "pending",
    );

    narrator.step("The runner gets the documents of this state.");
    const outdated = await reported(port);
    writeFileSync(policies, state);
    // The passes of the old documents count as passes too, until the runner has read the new ones.
    const confirmed = await stage.comesTrue(async () => {
      const current = await reported(port);
      const isNew = current.some(({ document_hash }, at) => document_hash !== outdated[at]?.document_hash);
      return isNew && current.every(({ last_pass }) => last_pass);
    });
    narrator.claim("every policy has had a pass", confirmed);
    const now = await refresh(stage, port);
    narrator.claim("slow-statements is enforced, says Terraform", now.get("slow-statements") === "enforced");
    const quiet = await stage.run("plan", "-detailed-exitcode");
    narrator.claim(
      "a plan has nothing to do and nothing to warn of",
      quiet.code === 0 && !quiet.output.includes("Warning"),
      quiet.output,
    );

    narrator.step("SIGTERM ends the runner, and the audit holds each decision.");
    const { code, stderr } = await runner.end();
    narrator.quote(stderr);
    narrator.claim("it ended with 0", code === 0);
    runner.showAudit();
    const observed = runner.ids("idle", "would_kill");
    narrator.claim(
      `idle observes: it reports ${sessions(["21", "22", "24"])} and kills nobody`,
      sameMembers(observed, ["21", "22", "24"]) && runner.ids("idle", "killed").length === 0,
    );
    const kills = (await stage.state()).kills.map(({ session: { id } }) => id);
    narrator.claim("the emulator has seen one kill, that of session 23", sameMembers(kills, ["23"]));

    await cap(stage, state);
    narrator.step("terraform destroy. What the runner killed stays killed.");
    await stage.must("destroy", "-auto-approve");
  },
};

/** More sessions match than `max_kills` allows. */
async function cap(stage: Stage, policies: string): Promise<void> {
  const { narrator } = stage;
  narrator.step(
    "A deployment gone wrong: six slow statements at once, and slow-statements has max_kills = 5.",
  );
  const storm = ["31", "32", "33", "34", "35", "36"];
  await stage.post(storm.map((id) => session(id, "app", "Query", 90, "SELECT * FROM stock FOR UPDATE")));
  const { code, stdout, stderr, output } = await stage.dbkill(
    ["enforce", "--policies", "-", "--once"],
    policies,
  );
  narrator.quote(stderr);
  const decisions = decisionsIn(stdout).filter(({ policy }) => policy === "slow-statements");
  showDecisions(stage, decisions);
  narrator.claim("the pass ends with 3: a cap stopped it", code === 3, output);
  narrator.claim("it killed nobody", idsIn(decisions, "slow-statements", "killed").length === 0, stdout);
  const running = (await stage.running()).map(({ id }) => id);
  narrator.claim(
    `${sessions(storm)} live on`,
    storm.every((id) => running.includes(id)),
  );
}

/** What a runner reports of a policy, as far as it is read. */
interface Reported {
  readonly document_hash: string;
  readonly last_pass: string | null;
}

async function reported(port: number): Promise<readonly Reported[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/policies`);
  return ((await answer.json()) as { policies: Reported[] }).policies;
}

/** Waits until a runner answers and has had its first passes. */
export async function untilAsked(stage: Stage, port: number): Promise<void> {
  const answers = await stage.comesTrue(() =>
    reported(port).then(
      (policies) => policies.length > 0 && policies.every(({ last_pass }) => last_pass !== null),
      () => false,
    ),
  );
  stage.narrator.claim(`it answers on port ${port}, and each policy has had a pass`, answers);
}
