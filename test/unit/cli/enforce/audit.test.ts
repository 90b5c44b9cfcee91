import { execFileSync } from "node:child_process";
import { appendFileSync, createReadStream, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AuditFile, AuditStream } from "../../../../src/cli/enforce/audit-file";
import { linesSince } from "../../../../src/cli/enforce/audit-tail";
import { killsOf } from "../../../../src/cli/enforce/restore";
import { withStatements } from "../../../../src/cli/enforce/statements";
import { AuditError, type AuditLine } from "../../../../src/engine/runner/audit";
import { until } from "../../../support/runner";
import { session } from "../../model/support";
import { Folder, MYSQL } from "../support";

const NOW = Date.parse("2026-11-30T12:00:00Z");
const HOUR = 3_600_000;

const line = (more: Partial<AuditLine> = {}, secondsAgo = 0): AuditLine => ({
  at: new Date(NOW - secondsAgo * 1_000).toISOString(),
  policy: "report",
  document_hash: "0".repeat(64),
  target: MYSQL,
  event: "pass",
  ...more,
});

describe("the audit in a file", () => {
  let folder: Folder;
  let path: string;
  beforeEach(() => {
    folder = new Folder();
    path = join(folder.path, "audit.jsonl");
  });
  afterEach(() => folder.dispose());

  test("has a line for each decision, in order, and is the owner's alone", async () => {
    const audit = AuditFile.open(path);
    await Promise.all(Array.from({ length: 50 }, (_, at) => audit.write(line({ policy: `p-${at}` }))));
    audit.close();
    const texts = readFileSync(path, "utf8").split("\n");
    expect(texts.pop()).toBe("");
    expect(texts.map((text) => JSON.parse(text).policy)).toEqual(texts.map((_, at) => `p-${at}`));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("is there as soon as the promise resolves, and is appended to", async () => {
    writeFileSync(path, "{}\n", { mode: 0o640 });
    const audit = AuditFile.open(path);
    await audit.write(line());
    expect(readFileSync(path, "utf8")).toBe(`{}\n${JSON.stringify(line())}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    audit.close();
  });

  test("has whole lines in a pipe that is read slowly too", async () => {
    execFileSync("mkfifo", [path]);
    const audit = AuditFile.open(path);
    // More than a pipe holds: a write waits in the middle of its line, and no other one may slip into it.
    const written = Array.from({ length: 12 }, (_, at) =>
      audit.write(line({ policy: `p-${at}`, code: "x".repeat(at % 2 === 0 ? 200_000 : 1) })),
    );
    let text = "";
    const reader = createReadStream(path, "utf8").on("data", (part) => {
      text += part;
    });
    await Promise.all(written);
    await until(() => text.split("\n").length === written.length + 1);
    reader.destroy();
    audit.close();
    const names = text
      .trim()
      .split("\n")
      .map((each) => JSON.parse(each).policy);
    expect(names).toEqual(written.map((_, at) => `p-${at}`));
  });

  test("begins a new line after one that a crash has cut", async () => {
    writeFileSync(path, '{"at":"2026-');
    const audit = AuditFile.open(path);
    await audit.write(line());
    await audit.write(line());
    audit.close();
    expect(readFileSync(path, "utf8").split("\n").slice(1)).toEqual([
      JSON.stringify(line()),
      JSON.stringify(line()),
      "",
    ]);
    expect(linesSince(path, NOW - HOUR)).toHaveLength(2);
  });

  test("fails where the disk is full, each time", async () => {
    const audit = AuditFile.open("/dev/full");
    await expect(audit.write(line())).rejects.toThrow(AuditError);
    await expect(audit.write(line())).rejects.toThrow("ENOSPC");
    audit.close();
  });

  test("fails where it can't be opened", () => {
    expect(() => AuditFile.open(join(folder.path, "none", "audit"))).toThrow(AuditError);
    expect(() => AuditFile.open(folder.path)).toThrow(AuditError);
  });

  test.each([
    ["full", "select 1"],
    ["hash", "822ae07d4783"],
    ["none", ""],
  ] as const)("with statements %s shows %j", async (how, shown) => {
    const inner = AuditFile.open(path);
    const audit = withStatements(inner, how);
    await audit.write(line({ event: "spared", reason: "protected", session: session({ info: "select 1" }) }));
    await audit.write(line({ event: "spared", reason: "protected", session: session({ info: "" }) }));
    await audit.write(line());
    audit.close();
    const [first, idle, pass] = readFileSync(path, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((text) => JSON.parse(text));
    expect(first.session).toEqual(session({ info: shown }));
    expect(idle.session.info).toBe("");
    expect(pass).toEqual(line());
  });
});

test("the audit on a stream fails where the stream does", async () => {
  const texts: string[] = [];
  const broken = { now: false };
  const audit = new AuditStream({
    write: ((text: string, done: (error?: Error) => void) => {
      texts.push(text);
      done(broken.now ? new Error("EPIPE") : undefined);
    }) as NodeJS.WritableStream["write"],
  });
  await audit.write(line());
  expect(texts).toEqual([`${JSON.stringify(line())}\n`]);
  broken.now = true;
  await expect(audit.write(line())).rejects.toThrow(AuditError);
});

describe("the last hour of an audit", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.dispose());

  const file = (...lines: (AuditLine | string)[]) =>
    folder.write(
      "audit.jsonl",
      lines.map((each) => `${typeof each === "string" ? each : JSON.stringify(each)}\n`).join(""),
    );
  const policies = (path: string) => linesSince(path, NOW - HOUR).map(({ policy }) => policy);

  test("is empty without a file, for an empty one, and for what keeps nothing", () => {
    expect(linesSince(join(folder.path, "none"), 0)).toEqual([]);
    expect(linesSince(folder.write("empty", ""), 0)).toEqual([]);
    expect(linesSince("/dev/full", 0)).toEqual([]);
  });

  test("is told oldest first, without what is older and what is no line", () => {
    const path = file(
      line({ policy: "old" }, 3_601),
      line({ policy: "a" }, 3_600),
      "",
      '{"at":"2026-11-30T11:59:00Z","pol',
      "[]",
      "7",
      '{"at":"soon","policy":"x","event":"pass","target":{}}',
      line({ policy: "b", session: { id: 7 } as never }, 2),
      line({ policy: "c" }, 1),
    );
    appendFileSync(path, '{"at":"2026-11-30T11:59:59Z","policy":"cut"');
    expect(policies(path)).toEqual(["a", "c"]);
  });

  test("is whole where lines are longer than what is read at once, and of characters of several bytes", () => {
    const long = session({ info: "ä€😀".repeat(40_000) });
    const path = file(
      line({ policy: "a", event: "spared", session: long }, 3),
      line({ policy: "b" }, 2),
      line({ policy: "c", event: "spared", session: long }, 1),
    );
    const lines = linesSince(path, NOW - HOUR);
    expect(lines.map(({ policy }) => policy)).toEqual(["a", "b", "c"]);
    expect(lines[0]!.session).toEqual(long);
  });

  test("is read from the end: what is far before it is not looked at", () => {
    // Were it read, this would be a line of the hour.
    const hidden = line({ policy: "hidden" }, 10);
    const path = file(
      hidden,
      ...Array.from({ length: 3 }, () => line({ policy: "old" }, 7_200)),
      line({ policy: "a" }),
    );
    expect(policies(path)).toEqual(["a"]);
  });

  test("that can't be read is an error, as its kills are not known", () => {
    const path = join(folder.write("file", ""), "audit.jsonl");
    expect(() => linesSince(path, 0)).toThrow(AuditError);
  });
});

describe("the kills of an audit", () => {
  const one = session({ id: "1" });
  const two = session({ id: "2" });
  const ids = (lines: readonly AuditLine[]) => killsOf(lines).map((kill) => kill.session.id);

  test("count once, from when they were begun", () => {
    const lines = [
      line({ event: "killed", session: one }, 60),
      line({ event: "killed", outcome: "killed", session: one }, 57),
    ];
    expect(killsOf(lines)).toEqual([{ policy: "report", target: MYSQL, session: one, at: NOW - 60_000 }]);
  });

  test("include one that nothing tells the end of, as a crash leaves it", () => {
    expect(ids([line({ event: "killed", session: one })])).toEqual(["1"]);
    const again = [line({ event: "killed", session: one }, 9), line({ event: "killed", session: one })];
    expect(ids(again)).toEqual(["1", "1"]);
  });

  test.each([
    ["killed", ["1"]],
    ["survived", ["1"]],
    ["unknown", ["1"]],
    ["gone", []],
    ["refused", []],
  ] as const)("with the outcome %s are %j", (outcome, expected) => {
    const lines = [line({ event: "killed", session: one }), line({ event: "killed", outcome, session: one })];
    expect(ids(lines)).toEqual(expected);
  });

  test.each([
    [{ event: "error", code: "DBKILL_KILLS_STOPPED", session: one }, []],
    [{ event: "spared", reason: "changed", session: one }, []],
    [{ event: "spared", reason: "protected", session: one }, ["1"]],
    [{ event: "error", code: "DBKILL_AUDIT_FAILED" }, ["1"]],
    [{ event: "error", code: "DBKILL_KILLS_STOPPED", session: two }, ["1"]],
    [{ event: "error", code: "DBKILL_KILLS_STOPPED", session: one, policy: "another" }, ["1"]],
    [{ event: "error", code: "X", session: one, target: { ...MYSQL, instance_id: "b:1" } }, ["1"]],
  ] as const)("that were begun, and then %j, are %j", (more, expected) => {
    expect(ids([line({ event: "killed", session: one }), line(more)])).toEqual(expected);
  });

  test("are none where sessions are only spared or reported", () => {
    const lines = [
      line({ event: "would_kill", session: one }),
      line({ event: "spared", reason: "changed", session: two }),
      line({ event: "capped", reason: "max_kills" }),
      line(),
    ];
    expect(ids(lines)).toEqual([]);
  });
});
