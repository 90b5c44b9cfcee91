import { createHash } from "node:crypto";
import { block, codes, resource, Workspace } from "../../support/workspace";

const SECRET = "select pin from vault where card = 4711";
const HASH = createHash("sha256").update(SECRET).digest("hex").slice(0, 12);

/** What each service takes as a target, and the kill of what matches there. */
const SERVICES = [
  {
    name: "ClickHouse",
    where: { service: "clickhouse", instance_id: "db-1" },
    target: '{ service = "clickhouse", instance_id = "db-1" }',
    type: "dbkill_alibaba_clickhouse_session_kill",
    place: { cluster_id: '"db-1"' },
  },
  {
    name: "OceanBase",
    where: { service: "oceanbasepro", instance_id: "db-1", tenant_id: "t-1" },
    target: '{ service = "oceanbasepro", instance_id = "db-1", tenant_id = "t-1" }',
    type: "dbkill_alibaba_oceanbase_session_kill",
    place: { instance_id: '"db-1"', tenant_id: '"t-1"' },
  },
] as const;

describe.each(SERVICES)("the statements of $name's sessions", ({ where, target, type, place }) => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(() => it_.reset());

  /** Each text where statements appear: plans, plan and state as JSON, the state file, errors and warnings. */
  const texts = async (mode: string): Promise<Record<string, string>> => {
    const sessions = [
      { user: "report", duration_seconds: 75, info: SECRET },
      { user: "report", duration_seconds: 75, info: SECRET, refuse: "It rolls back." },
    ];
    await it_.emulator.addSessions({ ...where, sessions });
    const provider = `provider "dbkill" {\n  plan_statements = "${mode}"\n}`;
    const list = `data "dbkill_sessions" "all" {\n  ${block("target", target)}\n}\noutput "all" {\n  value = data.dbkill_sessions.all.sessions\n}\n`;
    const kill = (more: Record<string, string> = {}) =>
      resource(type, "now", { ...place, match: '{ users = ["report"] }', ...more });
    it_.write(list + kill({ max_kills: "1" }), provider);
    const refused = await it_.terraform.plan();
    expect(codes(refused.output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
    it_.write(list + kill(), provider);
    const planned = await it_.terraform.plan("-out=plan.bin");
    expect(planned.code).toBe(0);
    const planJson = JSON.stringify(await it_.terraform.show("plan.bin"));
    const applied = await it_.terraform.apply("plan.bin");
    expect(codes(applied.output)).toEqual(["DBKILL_SESSION_REFUSED"]);
    return {
      refused: refused.output,
      planned: planned.output,
      planJson,
      applied: applied.output,
      stateJson: JSON.stringify(await it_.terraform.show()),
      written: it_.written(),
    };
  };

  test("are shown unless something else is asked for", async () => {
    const seen = await texts("shown");
    for (const place of ["refused", "planned", "planJson", "stateJson", "written"])
      expect([place, seen[place]!.includes(SECRET)]).toEqual([place, true]);
  });

  test("appear as hashes alone, by which equal ones can be told", async () => {
    const seen = await texts("hashed");
    for (const place of ["refused", "planned", "planJson", "stateJson", "written"])
      expect([place, seen[place]!.includes(HASH)]).toEqual([place, true]);
    for (const [place, text] of Object.entries(seen))
      expect([place, /4711|vault/.test(text)]).toEqual([place, false]);
  });

  test("appear nowhere where they are hidden", async () => {
    for (const [place, text] of Object.entries(await texts("hidden")))
      expect([place, /4711|vault/.test(text) || text.includes(HASH)]).toEqual([place, false]);
  });
});
