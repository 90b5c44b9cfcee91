import type { Act } from "./act";
import type { Stage } from "./stage";
import { destroyNothing, open } from "./steps";
import { sameMembers } from "./words";

const TYPE = "dbkill_alibaba_oceanbase_session_kill";
const REFUSAL = "The session is rolling back a transaction.";
/** The one that the vendor refuses to kill, as the program names it. */
const REFUSED = { server: "192.168.13.120", id: "3221488021" };
const REFUSED_LINE = `{ server: "${REFUSED.server}", id: "${REFUSED.id}" },`;

/** Two that can be killed: a number that a JavaScript number can't hold, and one that another server has given as well. */
const STUCK = [
  session("192.168.13.119", "3221487618", "app", "UPDATE stock SET reserved = 0"),
  session("192.168.13.119", "9007199254740993", "app", "SELECT * FROM stock FOR UPDATE"),
];
const BYSTANDER = session("192.168.13.120", "3221487618", "web", "SELECT name FROM products");

interface Result {
  readonly server: string;
  readonly id: string;
  readonly outcome: string;
  readonly message: string | null;
}

/** Killing chosen sessions where the vendor says no to one of them, inside an answer that says 200. */
export const OCEANBASE: Act = {
  setting: {
    vendor: "alibaba",
    api: "Alibaba Cloud's OceanBase API",
    database: { service: "oceanbasepro", instance_id: "ob317v4uif4h2k5q", tenant_id: "t4louaeei6h2k5q" },
    program: "cdktf/alibaba-oceanbase.ts",
    stack: "oceanbase-incident",
  },

  async tell(stage) {
    await open(stage, "A tenant there has sessions.", [
      ...STUCK,
      { ...session(REFUSED.server, REFUSED.id, "app", "DELETE FROM carts"), refuse: REFUSAL },
      BYSTANDER,
    ]);
    await refuse(stage);
    await goOn(stage);
    await destroyNothing(stage);
  },
};

async function refuse(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.step(
    "terraform apply kills the three sessions that the program names; the vendor refuses one of them.",
  );
  const { code, output } = await stage.run("apply", "-auto-approve");
  const text = output.replace(/[│╷╵\s]+/g, " ");
  narrator.quote(output.slice(output.indexOf("Error:")).replace(/^[│╷╵] ?/gm, ""));
  narrator.claim("terraform apply fails", code === 1, output);
  const named = text.includes(`${REFUSED.id} on ${REFUSED.server}`) && text.includes(REFUSAL);
  narrator.claim("it names the refused session, with the vendor's message", named, output);
  const results = await stage.results<Result>(TYPE);
  narrator.table([
    ["SERVER", "SESSION", "OUTCOME", "MESSAGE"],
    ...results.map((each) => [each.server, each.id, each.outcome, each.message ?? ""]),
  ]);
  const outcomes = results.map((each) => `${each.id} ${each.outcome}`);
  const expected = [...STUCK.map(({ id }) => `${id} killed`), `${REFUSED.id} refused`];
  narrator.claim(
    "the state records all three, digit by digit",
    sameMembers(outcomes, expected),
    `${outcomes}`,
  );
  const running = (await stage.running()).map(({ id, server }) => `${id} on ${server}`);
  const alive = [REFUSED, BYSTANDER].map(({ id, server }) => `${id} on ${server}`);
  narrator.claim("the same number on another server was spared", sameMembers(running, alive), `${running}`);
}

async function goOn(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.step("The refused session is taken out of the program, and terraform apply runs again.");
  await stage.synthesize({ [REFUSED_LINE]: "" });
  const before = await stage.calls("KillProcessList");
  await stage.must("apply", "-auto-approve");
  const outcomes = (await stage.results<Result>(TYPE)).map((each) => `${each.id} ${each.outcome}`);
  const gone = STUCK.map(({ id }) => `${id} gone`);
  narrator.claim("what was killed before is recorded as gone", sameMembers(outcomes, gone), `${outcomes}`);
  const sent = (await stage.calls("KillProcessList")) - before;
  narrator.claim("and not sent to the vendor again", sent === 0, `${sent} calls`);
}

function session(server: string, id: string, user: string, info: string) {
  return { server, id, user, host: "10.0.0.41", database: "shop", duration_seconds: 300, info };
}
