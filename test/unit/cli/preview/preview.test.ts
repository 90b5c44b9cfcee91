import { preview, previewCommand } from "../../../../src/cli/preview";
import { UsageError } from "../../../../src/cli/usage-error";
import { schemaErrors } from "../../../support/json-schema";
import { session } from "../../model/support";
import { document, Folder, MYSQL, testIo, written } from "../support";

const OTHER = { service: "dbbrain", instance_id: "cdb-1", region: "ap-guangzhou" };
const SESSIONS = [
  session({ id: "11", duration_seconds: 75 }),
  session({ id: "12", duration_seconds: 5, info: "select 2" }),
  session({ id: "13", user: "app" }),
  session({ id: "14", user: "event_scheduler", command: "Daemon" }),
];

describe("dbkill preview on a saved list", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.dispose());

  const run = async (
    policies: object[],
    more: Partial<Parameters<typeof preview>[0]> = {},
    sessions: object[] = SESSIONS,
  ) => {
    const io = testIo();
    const code = await preview(
      {
        policies: folder.write("policies.json", document(...policies)),
        sessions: folder.write("sessions.json", { sessions }),
        format: "json",
        ...more,
      },
      io,
    );
    return { code, ...io.printed };
  };
  const json = async (...args: Parameters<typeof run>) => {
    const { code, out, err } = await run(...args);
    const result = JSON.parse(out);
    expect(schemaErrors("preview", result)).toEqual([]);
    return { code, err, policies: result.policies };
  };
  const ids = (sessions: { id: string }[]) => sessions.map(({ id }) => id);

  test("tells of each policy its victims, and every other session that matches with the reason", async () => {
    const { code, err, policies } = await json([
      written({ exclude: { info_prefix: "select 2" } }),
      written({ name: "all", mode: "observe", match: undefined, match_all: true }),
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(policies[0]).toEqual({
      name: "report",
      target: MYSQL,
      mode: "enforce",
      matched: 2,
      victims: [SESSIONS[0]],
      spared: [{ session: SESSIONS[1], reason: "excluded", detail: "exclude" }],
      capped: false,
    });
    expect(policies[1]).toMatchObject({ name: "all", mode: "observe", matched: 4 });
    expect(ids(policies[1].victims)).toEqual(["11", "12", "13"]);
    expect(policies[1].spared).toMatchObject([{ session: { id: "14" }, reason: "system" }]);
  });

  test("judges all policies of the target, whichever is shown", async () => {
    const all = [
      written({ name: "a" }),
      written({ name: "b", priority: 1, match: { min_duration_seconds: 60 } }),
      written({ name: "c", match: { users: ["nobody"] }, protected_users: ["app"] }),
    ];
    const { policies } = await json(all, { policy: "a" });
    expect(policies).toHaveLength(1);
    expect(policies[0]).toMatchObject({
      name: "a",
      victims: [{ id: "12" }],
      spared: [{ session: { id: "11" }, reason: "other_policy", detail: "b" }],
    });
    const [b] = (await json(all, { policy: "mysql/db.example:3306/b" })).policies;
    expect(b.spared).toMatchObject([
      { session: { id: "13" }, reason: "protected" },
      { session: { id: "14" }, reason: "system" },
    ]);
  });

  test("ends with 3 where a cap stops a pass, and shows whom it spares", async () => {
    const { code, policies } = await json([written({ max_kills: 1 })]);
    expect(code).toBe(3);
    expect(policies[0]).toMatchObject({ capped: true, victims: [], matched: 2 });
    expect(policies[0].spared.map(({ reason }: { reason: string }) => reason)).toEqual(["capped", "capped"]);
    const { out } = await run([written({ max_kills: 1 })], { format: "table" });
    expect(out).toContain("CAPPED. Stopped by max_kills = 1: 2 of 4 sessions would be killed, so none is.");
    expect((await json([written({ max_kills: 2 })])).code).toBe(0);
  });

  test("judges windows and expiry by --now", async () => {
    const night = [{ start: "22:00", end: "04:00", time_zone: "Europe/Berlin" }];
    const at = async (now: string) => {
      const { policies } = await json([written({ windows: night, expires_at: "2027-01-01T00:00:00Z" })], {
        now: new Date(now),
      });
      return [ids(policies[0].victims), policies[0].spared.map(({ detail }: { detail: string }) => detail)];
    };
    expect(await at("2026-11-30T21:30:00Z")).toEqual([["11", "12"], []]);
    expect(await at("2026-11-30T20:30:00Z")).toEqual([[], ["no window is open", "no window is open"]]);
    expect((await at("2027-01-01T23:30:00Z"))[0]).toEqual([]);
  });

  test("of policies for several databases asks which one the list is of", async () => {
    const two = [written(), written({ target: OTHER }), written({ name: "only", target: OTHER })];
    await expect(run(two)).rejects.toThrow(UsageError);
    await expect(run(two, { policy: "report" })).rejects.toThrow("dbbrain cdb-1 (ap-guangzhou)");
    expect((await json(two, { policy: "only" })).policies).toMatchObject([{ name: "only", target: OTHER }]);
    expect((await json(two, { policy: "dbbrain/cdb-1/report" })).policies).toMatchObject([{ target: OTHER }]);
  });

  test("refuses a policy that is not there, with the nearest name, and a list that can't be read", async () => {
    await expect(run([written()], { policy: "reprot" })).rejects.toThrow('Is "report" meant?');
    const broken = folder.write("broken.json", "{}");
    const error = await run([written()], { sessions: broken }).catch((caught: Error) => caught);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain("DBKILL_SESSIONS_FILE_INVALID");
    expect((error as Error).message).toContain(broken);
    await expect(run([written()], { policies: "-", sessions: "-" })).rejects.toThrow(
      "both come from standard input",
    );
  });

  test("reads the list from the standard input", async () => {
    const io = testIo(JSON.stringify({ sessions: SESSIONS }));
    const policies = folder.write("policies.json", document(written()));
    expect(await preview({ policies, sessions: "-", format: "json" }, io)).toBe(0);
    expect(JSON.parse(io.printed.out).policies[0].victims).toHaveLength(2);
  });

  test("warns where the list does not tell what a policy asks for", async () => {
    const idle = written({ match: { min_transaction_seconds: 60 } });
    expect((await json([idle])).err).toContain("match.min_transaction_seconds");
    const told = [session({ transaction_seconds: 5 })];
    expect((await json([idle], {}, told)).err).toBe("");
    expect((await json([idle], {}, [])).err).toBe("");
  });

  test("shows no policies where there are none", async () => {
    expect((await json([])).policies).toEqual([]);
    expect((await run([], { format: "table" })).out).toBe("There are no policies.\n");
  });

  describe("in a table", () => {
    test("has a block for each policy, with its database, its sessions and the reasons", async () => {
      const { out } = await run([written({ protected_users: ["app"], match: { databases: ["shop"] } })], {
        format: "table",
      });
      expect(out).toBe(`report on mysql db.example:3306 (enforce, by the runner, ends connections)
  2 of 4 sessions would be killed, 2 spared.

  would be killed:
    ID  USER    HOST      DATABASE  COMMAND  SECONDS  STATEMENT
    11  report  10.0.0.7  shop      Query    75       select sum(total) from orders
    12  report  10.0.0.7  shop      Query    5        select 2

  spared:
    REASON                   ID  USER             HOST      DATABASE  COMMAND  SECONDS  STATEMENT
    protected: app           13  app              10.0.0.7  shop      Query    75       select sum(total) from orders
    system: event_scheduler  14  event_scheduler  10.0.0.7  shop      Daemon   75       select sum(total) from orders
`);
    });

    test("says that nothing matches, and how many more there are", async () => {
      expect((await run([written()], { format: "table" }, [])).out).toContain("  No session matches.\n");
      const many = Array.from({ length: 130 }, (_, index) => session({ id: String(index) }));
      const { out } = await run([written()], { format: "table" }, many);
      expect(out).toContain("and 30 more; --format json has all of them");
    });

    test("notes what one look can't tell, and whom the vendor's task would kill all the same", async () => {
      const when = { matching_at_least: 1, for_seconds: 60 };
      const { out } = await run([written({ when, max_kills_per_hour: 9 })], { format: "table" });
      expect(out).toContain("when.for_seconds = 60 is taken as passed");
      expect(out).toContain("max_kills_per_hour is counted from none");
      const vendor = written({ target: OTHER });
      const ghost = [session({ info: "insert /* gh-ost `shop`.`orders` */ ignore into x" })];
      const task = await run([vendor], { format: "table" }, ghost);
      expect(task.out).toContain("by the vendor's task");
      expect(task.out).toContain("it kills 1 of the spared too");
      const runner = await run([{ ...vendor, enforcement: "runner" }], { format: "table" }, ghost);
      expect(runner.out).not.toContain("of the spared too");
    });
  });

  const EVIL = "evil\u001b[2K\u202e|`<b>@team #1 [x](http://x) _a_\n*b*";
  /** What would move a cursor, hide a text or turn it around. */
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  const MARKS = /[\u0000-\u0009\u000b-\u001f\u007f\u202e]/;

  test.each(["table", "markdown"] as const)("as %s has no mark that a terminal obeys", async (format) => {
    const evil = session({ user: "report", database: EVIL, info: EVIL, host: EVIL, command: EVIL, id: "7" });
    const { out } = await run([written(), written({ name: "x", reason: EVIL })], { format }, [evil]);
    expect(out).not.toMatch(MARKS);
    expect(out).toContain("evil");
  });

  test("as Markdown keeps its tables whole, whatever a client has written", async () => {
    const evil = session({ database: EVIL, info: EVIL });
    const { out } = await run([written()], { format: "markdown" }, [evil]);
    const rows = out.split("\n").filter((line) => line.startsWith("| "));
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.split("|")).toHaveLength(9);
    expect(rows[2]).not.toMatch(/[`*_[\]@]|<b>|http:/);
    expect(out).toContain("### <code>report</code> on <code>mysql db.example&#58;3306</code>");
    expect(out).toContain("**1 of 1 session would be killed, 0 spared.**");
  });

  test("as Markdown shortens statements, and folds those that are spared", async () => {
    const long = session({ info: `select ${"x".repeat(500)}`, user: "app" });
    const { out } = await run(
      [written({ match: { databases: ["shop"] }, protected_users: ["app"] })],
      { format: "markdown" },
      [long],
    );
    expect(out).toContain("<details><summary>1 spared</summary>");
    expect(out).toContain("x...</code>");
    expect(out.length).toBeLessThan(900);
  });
});

describe("the command", () => {
  const failure = async (...words: string[]) => {
    const command = previewCommand(testIo())
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    return command.parseAsync(words, { from: "user" }).then(
      () => Promise.reject(new Error("expected a failure")),
      (error: { code?: string }) => error.code,
    );
  };

  test.each([
    [["--policies", "x", "--now", "tomorrow"], "commander.invalidArgument"],
    [["--policies", "x", "--format", "xml"], "commander.invalidArgument"],
  ])("refuses %j", async (words, code) => {
    expect(await failure(...words)).toBe(code);
  });

  test("needs policies, of one source", async () => {
    const io = testIo();
    const of = (options: object) => preview({ format: "json", ...options }, io);
    await expect(of({})).rejects.toThrow("--terraform-dir");
    await expect(of({ policies: "a", state: "b" })).rejects.toThrow(UsageError);
    await expect(of({ state: "-", sessions: "-" })).rejects.toThrow("standard input");
  });
});
