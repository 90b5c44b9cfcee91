import { explain } from "../../../../src/cli/explain";
import { UsageError } from "../../../../src/cli/usage-error";
import { session } from "../../model/support";
import { document, Folder, MYSQL, testIo, written } from "../support";

const SESSIONS = [
  session({ id: "11", duration_seconds: 75 }),
  session({ id: "12", user: "app", info: "insert /* gh-ost `shop`.`orders` */ ignore into x" }),
];

describe("dbkill explain", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.dispose());

  const run = async (
    policies: object[],
    name: string,
    id: string,
    more: object = {},
    sessions: object[] = SESSIONS,
  ) => {
    const io = testIo();
    const code = await explain(
      name,
      {
        policies: folder.write("policies.json", document(...policies)),
        sessions: folder.write("sessions.json", { sessions }),
        session: id,
        now: new Date("2026-11-30T12:00:00Z"),
        format: "json",
        ...more,
      },
      io,
    );
    return { code, ...io.printed };
  };
  const verdicts = async (...args: Parameters<typeof run>) =>
    JSON.parse((await run(...args)).out).sessions[0];

  test("tells the first field of match that a session fails", async () => {
    const { out, code } = await run(
      [written({ match: { databases: ["shop"], users: ["etl"] } })],
      "report",
      "11",
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      target: MYSQL,
      now: "2026-11-30T12:00:00.000Z",
      sessions: [
        {
          session: SESSIONS[0],
          killed_by: null,
          policies: [
            {
              policy: "report",
              mode: "enforce",
              verdict: "no_match",
              mismatch: { field: "users", wanted: ["etl"], actual: "report" },
            },
          ],
        },
      ],
    });
  });

  test("tells who kills it, and why another policy comes first: its priority, else its name", async () => {
    const both = [written({ name: "b" }), written({ name: "a" }), written({ name: "z", priority: 1 })];
    expect(await verdicts(both, "b", "11")).toMatchObject({
      killed_by: "z",
      policies: [
        { policy: "b", verdict: "spared", reason: "other_policy", detail: "z", because: "priority" },
        { policy: "z", verdict: "victim" },
        { policy: "a", verdict: "spared", reason: "other_policy", detail: "z", because: "priority" },
      ],
    });
    expect(await verdicts(both.slice(0, 2), "b", "11")).toMatchObject({
      killed_by: "a",
      policies: [{ policy: "b", because: "name" }, { policy: "a" }],
    });
  });

  test("tells that what one policy protects all spare", async () => {
    const two = [written(), written({ name: "other", match: { users: ["x"] }, protected_users: ["report"] })];
    expect(await verdicts(two, "report", "11")).toMatchObject({
      killed_by: null,
      policies: [
        { verdict: "spared", reason: "protected", detail: "report, by policy other" },
        { verdict: "no_match" },
      ],
    });
  });

  test("does not count a policy that observes among those that kill", async () => {
    expect(await verdicts([written({ mode: "observe" })], "report", "11")).toMatchObject({
      killed_by: null,
      policies: [{ mode: "observe", verdict: "victim" }],
    });
  });

  test("shows each of the sessions with one id, and one by its key", async () => {
    const target = { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" };
    const two = ["10.0.0.2:2882", "10.0.0.3:2882"].map((server) => session({ id: "7", server }));
    const all = await run([written({ target })], "report", "7", {}, two);
    expect(JSON.parse(all.out).sessions).toHaveLength(2);
    const one = await run([written({ target })], "report", "7@10.0.0.3:2882", {}, two);
    expect(JSON.parse(one.out).sessions).toMatchObject([{ session: { server: "10.0.0.3:2882" } }]);
  });

  test("fails for a session that is not there", async () => {
    const { code, out, err } = await run([written()], "report", "99");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("none of 2 sessions has the id 99");
  });

  test("ends with 3 where a cap stops the pass of the policy", async () => {
    expect((await run([written({ max_kills: 0 })], "report", "11")).code).toBe(3);
  });

  test("asks which policy is meant where two databases have one of this name", async () => {
    const two = [written(), written({ target: { ...MYSQL, instance_id: "other:3306" } })];
    await expect(run(two, "report", "11")).rejects.toThrow(UsageError);
    expect((await run(two, "mysql/other:3306/report", "11")).code).toBe(0);
    await expect(run(two, "reports", "11")).rejects.toThrow('Is "report" meant?');
  });

  test("says all of it in sentences", async () => {
    const policies = [
      written({ name: "first", priority: 2 }),
      written({ name: "second" }),
      written({ name: "third", match: { min_duration_seconds: 80 } }),
      written({ name: "watch", mode: "observe" }),
      written({ name: "idle", match: { min_transaction_seconds: 1 } }),
    ];
    expect((await run(policies, "second", "11", { format: "table" })).out).toBe(
      `11 report@10.0.0.7 Query 75 s select sum(total) from orders
on mysql db.example:3306, at 2026-11-30T12:00:00.000Z

  second  enforce  spared, other_policy: first kills it, as its priority 2 is higher than 0
  first   enforce  would be killed
  idle    enforce  does not match: match.min_transaction_seconds is 1, and the session has none
  third   enforce  does not match: match.min_duration_seconds is 80, and the session has 75
  watch   observe  would be reported

Policy first kills it: its connection would be ended.
`,
    );
    const tool = await run([written({ match: { users: ["app"] } })], "report", "12", { format: "table" });
    expect(tool.out).toContain("spared, tool: gh-ost");
    expect(tool.out).toContain("No policy kills it.");
  });

  test("has no mark of a client's that a terminal obeys", async () => {
    const evil = session({ user: "\u001b[2K\u202e", info: "\u001b]0;x\u0007" });
    const { out } = await run([written()], "report", "11", { format: "table" }, [evil]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\u001b\u202e\u0007]/);
    expect(out).toContain("\\x1b");
  });
});
