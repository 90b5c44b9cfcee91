import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { readDeclaration } from "../../../../src/cli/handler/declaration";
import { Journal } from "../../../../src/cli/handler/journal";
import { Output } from "../../../../src/cli/handler/output";
import { handle } from "../../../../src/cli/handler/program";
import { FileSource } from "../../../../src/cli/policies/files";
import * as types from "../../../../src/cli/types";
import { declarationOf, environmentOf } from "../../../../src/constructs/engines/declaration";
import { digestOf } from "../../../../src/handler-format";

const CONFIG = { instance_id: "cdb-1", match: { users: ["u"] } };
const written = (more: object = {}) =>
  JSON.stringify({
    version: 1,
    type: "dbkill_tencent_dbbrain_kill_task",
    address: "stack/it",
    config: CONFIG,
    ...more,
  });
const given = (text: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  DBKILL_DECLARATION: text,
  DBKILL_DECLARATION_SHA256: digestOf(text),
  ...more,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dbkill-handler-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(env: NodeJS.ProcessEnv, operation: string | undefined = "create") {
  let text = "";
  const journal = { DBKILL_JOURNAL: folder };
  const code = await handle(
    operation,
    () => types,
    { ...journal, ...env },
    (line) => {
      text += line;
    },
  );
  return { code, lines: text.trimEnd().split("\n") };
}

describe("The handler", () => {
  test.each([
    ["no declaration", {}],
    ["one that is no JSON", given("{")],
    ["one that was edited", { ...given(written()), DBKILL_DECLARATION: written({ address: "stack/other" }) }],
    ["one of a later version", given(written({ version: 2 }))],
    [
      "one without the value that it refers to",
      given(written({ config: { instance_id: { $reference: "DBKILL_VALUE_0", as: "text" } } })),
    ],
    ["a type that there is not", given(written({ type: "dbkill_other" }))],
    [
      "a field of a filter that there is not",
      given(written({ config: { ...CONFIG, match: { users: ["u"], usr: "x" } } })),
    ],
  ])("refuses %s, before anything is sent", async (_, env) => {
    const { code, lines } = await run(env);
    expect(code).toBe(2);
    expect(
      lines.filter((line) => line.startsWith("dbkill: error DBKILL_DECLARATION_INVALID: ")),
    ).toHaveLength(1);
  });

  test("refuses another operation", async () => {
    expect(await run(given(written()), "update")).toMatchObject({ code: 2 });
  });

  test("says every broken rule in a line of its own, and ends with 1", async () => {
    const { code, lines } = await run(given(written({ config: { ...CONFIG, match: {} } })));
    expect(code).toBe(1);
    expect(lines.some((line) => /^dbkill: error DBKILL_FILTER_\w+: /.test(line))).toBe(true);
    for (const line of lines) expect(line).toMatch(/^dbkill: /);
  });

  test("stops nobody's task where the create was refused before anything was sent", async () => {
    const env = given(written({ config: { ...CONFIG, match: {} } }), { DBKILL_OBJECT: "1" });
    expect(await run(env)).toMatchObject({ code: 1 });
    const [file] = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(JSON.parse(readFileSync(join(folder, file!), "utf8")).entry).toMatchObject({
      object: "1",
      state: null,
    });
    const { code, lines } = await run(env, "destroy");
    expect({ code, lines }).toMatchObject({ code: 0 });
    expect(lines).toContain("dbkill: nothing was started");
    expect(readdirSync(folder).filter((name) => name.endsWith(".json"))).toEqual([]);
  });

  test("fails a destroy that leaves the runner the policy's document", async () => {
    const env = given(written({ config: { ...CONFIG, match: {} } }), { DBKILL_OBJECT: "1" });
    await run(env);
    const { file, policies } = new Journal(folder, "stack/it", "");
    // A folder can't be deleted as a file, not even by the superuser.
    mkdirSync(join(policies, basename(file)), { recursive: true });
    const { code, lines } = await run(env, "destroy");
    expect(code).toBe(1);
    expect(lines.join("\n")).toContain("DBKILL_POLICY_STILL_ENFORCED");
  });

  describe("with the journal's entry of an earlier object", () => {
    const state = { instance_id: "cdb-1", status: "running" };
    const earlier = (instance_id: string) => {
      const journal = new Journal(folder, "stack/it", "");
      const type = "dbkill_tencent_dbbrain_kill_task";
      const place = { service: "dbbrain", instance_id };
      journal.write({ address: "stack/it", type, place, object: "0", phase: "done", state, notes: "" });
      return journal;
    };
    const refused = given(written({ config: { ...CONFIG, match: {} } }), { DBKILL_OBJECT: "1" });

    test("takes the task of the same database over, also where the create is refused", async () => {
      const journal = earlier("cdb-1");
      expect(await run(refused)).toMatchObject({ code: 1 });
      expect(journal.read()).toMatchObject({ object: "1", state });
    });

    test("refuses that of another database, and says which one", async () => {
      const journal = earlier("cdb-2");
      const before = readFileSync(journal.file, "utf8");
      const create = await run(refused);
      expect(create.code).toBe(2);
      const said = create.lines.find((line) => line.includes("DBKILL_JOURNAL_CONFLICT"));
      for (const part of [journal.file, "dbbrain cdb-1", "dbbrain cdb-2"]) expect(said).toContain(part);
      const destroy = await run(refused, "destroy");
      expect(destroy).toMatchObject({ code: 0 });
      expect(destroy.lines).toContain("dbkill: nothing was started");
      expect(readFileSync(journal.file, "utf8")).toBe(before);
    });

    test("forgets that it was refused once the place is free", async () => {
      const journal = earlier("cdb-2");
      await run(refused);
      journal.remove();
      await run(refused);
      expect(readdirSync(folder).filter((name) => name.endsWith(".json"))).toEqual([basename(journal.file)]);
    });
  });

  describe("with a policy that the runner enforced", () => {
    const keys = {
      TENCENTCLOUD_SECRET_ID: "id",
      TENCENTCLOUD_SECRET_KEY: "key",
      TENCENTCLOUD_REGION: "ap-guangzhou",
    };
    let before: NodeJS.ProcessEnv;
    beforeEach(() => {
      before = process.env;
      process.env = { ...before, ...keys };
    });
    afterEach(() => {
      process.env = before;
    });
    const declared = (config: object) =>
      written({
        type: "dbkill_auto_kill_policy",
        config: {
          name: "p",
          target: { service: "dbbrain", instance_id: "cdb-1" },
          match: { users: ["u"] },
          ...config,
        },
      });
    const create = (object: string, config: object) =>
      run(given(declared(config), { DBKILL_OBJECT: object, DBKILL_PROVIDER: '{"plan_preview":false}' }));
    const documents = () =>
      readdirSync(join(folder, "policies")).filter((name) => name.endsWith(".json") && name !== "none.json");

    // Terraform runs no destroy provisioner of a block that was removed, so the earlier document is still there.
    test("takes its document from the runner once the vendor's task is to enforce it", async () => {
      expect(await create("1", { exclude: { users: ["x"] } })).toMatchObject({ code: 0 });
      expect(documents()).toHaveLength(1);
      expect(await create("2", { enabled: false })).toMatchObject({ code: 0 });
      expect(documents()).toEqual([]);
    });

    describe("of which nothing tells whether its document is still there", () => {
      /** Without the permission to look into it the same happens, but for the superuser. */
      const hideDocuments = () => {
        rmSync(join(folder, "policies"), { recursive: true, force: true });
        symlinkSync("policies", join(folder, "policies"));
      };
      const runner = { exclude: { users: ["x"] } };
      const destroy = (config: object) =>
        run(given(declared(config), { DBKILL_OBJECT: "1", DBKILL_PROVIDER: "{}" }), "destroy");

      test("fails its destroy, with and without the journal's entry", async () => {
        await create("1", runner);
        hideDocuments();
        for (const end of [() => {}, () => rmSync(new Journal(folder, "stack/it", "").file)]) {
          end();
          const { code, lines } = await destroy(runner);
          expect(code).toBe(1);
          expect(lines.join("\n")).toContain("DBKILL_POLICY_STILL_ENFORCED");
        }
      });

      test("fails the create of what takes it from the runner, each time", async () => {
        await create("1", runner);
        hideDocuments();
        for (let time = 1; time <= 2; time++) {
          const { code, lines } = await create("2", { enabled: false });
          expect(code).toBe(1);
          expect(lines.join("\n")).toContain("DBKILL_POLICY_STILL_ENFORCED");
        }
      });

      test("lets what never was the runner's be destroyed", async () => {
        expect(await create("1", { enabled: false })).toMatchObject({ code: 0 });
        hideDocuments();
        expect(await destroy({ enabled: false })).toMatchObject({ code: 0 });
      });
    });
  });

  test("has one full stop behind a summary, whether the summary brings it or not", () => {
    const lines: string[] = [];
    const output = new Output((line) => lines.push(line));
    for (const summary of ["No keys", "No keys."]) {
      output.diagnostic({ severity: "ERROR", summary, detail: "Set them.\n\nCode: DBKILL_TEST" });
    }
    expect(lines[1]).toBe(lines[0]);
  });

  test("keeps secrets out of its lines, and each step in one", () => {
    const lines: string[] = [];
    const output = new Output((line) => lines.push(line));
    output.scrub = (text) => text.replaceAll("hush", "(sensitive value)");
    output.diagnostic({
      severity: "ERROR",
      summary: "It failed with hush",
      detail: "First.\n\nRequest id: 7\nCode: DBKILL_X",
      attribute: { steps: [{ attribute_name: "match" }, { attribute_name: "users" }] },
    });
    expect(lines).toEqual([
      "dbkill: error DBKILL_X: It failed with (sensitive value) (match.users). First. | Request id: 7\n",
    ]);
  });
});

describe("A declaration", () => {
  /** What Terraform makes of a string without expressions. */
  const evaluated = (text: string) => text.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
  const text = fc.string({ unit: "binary", maxLength: 200 }).filter((each) => !/[$%]\{/.test(each));
  const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { maxLength: 3 }));
  const name = fc.oneof(text, fc.constantFrom("${a}", "%{ if }", "$${", "__proto__", "$reference_"));

  test("is read as it was written, whatever its values and names are, in as many parts as it takes", () => {
    fc.assert(
      fc.property(fc.dictionary(name, leaf, { maxKeys: 5 }), fc.nat(200_000), (triggers, length) => {
        const config = { triggers, long: "\u{1f600}$".repeat(length / 5) };
        const { variables } = declarationOf("a_type", "stack/it", config);
        const environment = Object.entries(environmentOf(variables)).map(([key, value]) => [
          key,
          evaluated(value),
        ]);
        expect(readDeclaration(Object.fromEntries(environment)).config).toEqual(config);
        for (const [key, value] of environment)
          expect(Buffer.byteLength(`${key}=${value}`)).toBeLessThan(131_072);
      }),
      { numRuns: 50 },
    );
  });
});

describe("The journal", () => {
  const ENTRY = {
    address: "a",
    type: "t",
    place: { instance_id: "cdb-1" },
    object: "1",
    phase: "done",
    state: { id: "x" },
    notes: "",
  } as const;

  test("keeps what is written, readable by its user alone", () => {
    const journal = new Journal(join(folder, "new"), 'stack/it["a b"]', "s");
    expect(journal.read()).toBeNull();
    journal.prepare();
    journal.write(ENTRY);
    expect(journal.read()).toMatchObject(ENTRY);
    expect(statSync(journal.file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "new")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, "new"))).toHaveLength(1);
    journal.remove();
    expect(journal.read()).toBeNull();
  });

  test("leaves the runner an empty list when the last policy is destroyed, and not a folder that it can't read", async () => {
    const at = (address: string) => new Journal(folder, address, "s");
    const policy = (name: string) => ({
      name,
      target: { service: "dbbrain", instance_id: "cdb-1" },
      match: { users: ["u"] },
    });
    for (const name of ["a", "b"]) {
      at(name).writePolicy(JSON.stringify({ version: 1, policies: [policy(name)] }));
    }
    const source = new FileSource(at("a").policies, { stdin: () => "" } as never);
    const names = async () => (await source.changed(new Date()))!.policies.map(({ name }) => name).sort();
    expect(await names()).toEqual(["a", "b"]);
    at("a").remove();
    expect(await names()).toEqual(["b"]);
    // As a journal of an earlier version has it.
    rmSync(join(at("b").policies, "none.json"), { force: true });
    at("b").remove();
    expect(await source.changed(new Date())).toEqual({
      policies: [],
      warnings: [expect.stringContaining("(DBKILL_POLICIES_EMPTY)")],
    });
  });

  test("fails where the runner would keep a policy, and deletes it later", () => {
    const journal = new Journal(folder, "a", "s");
    const document = journal.writePolicy("{}");
    // A folder can't be deleted as a file, not even by the superuser.
    rmSync(document);
    mkdirSync(document);
    expect(() => journal.remove()).toThrow(expect.objectContaining({ code: "DBKILL_POLICY_STILL_ENFORCED" }));
    rmSync(document, { recursive: true });
    expect(() => journal.remove()).not.toThrow();
  });

  test("makes no folder for policies where there is none", () => {
    new Journal(folder, "a", "s").remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("tells two addresses apart that are written alike", () => {
    const files = ["stack/a b", "stack/a_b", "stack/A_b"].map(
      (address) => new Journal(folder, address, "s").file,
    );
    files.push(new Journal(folder, "stack/a b", "another state").file);
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(4);
  });

  test.each(["", "{", "null", "{}", '{"version":2}', '{"version":1}', '{"version":1,"entry":{"state":{}}}'])(
    "does not take %j for nothing",
    (text) => {
      const journal = new Journal(folder, "a", "s");
      writeFileSync(journal.file, text);
      expect(() => journal.read()).toThrow(expect.objectContaining({ code: "DBKILL_JOURNAL_UNREADABLE" }));
    },
  );

  test("says where it can't be written", () => {
    writeFileSync(join(folder, "file"), "");
    const journal = new Journal(join(folder, "file"), "a", "s");
    for (const write of [() => journal.prepare(), () => journal.write(ENTRY)]) {
      expect(write).toThrow(expect.objectContaining({ code: "DBKILL_JOURNAL_UNWRITABLE" }));
    }
  });
});

describe("The handler's first file", () => {
  const source = join(__dirname, "../../../../scripts/launcher/handler.cjs");

  test("says that Node.js is too old, and is written for every Node.js", () => {
    const text = readFileSync(source, "utf8").replaceAll("@NODE@", "20.18.1");
    expect(text).not.toMatch(/=>|`|\b(const|let|class|async)\b|\?\.|\?\?/);
    mkdirSync(join(folder, "handler"));
    const file = join(folder, "handler", "handler.cjs");
    writeFileSync(file, text);
    writeFileSync(join(folder, "handler", "handler-start.cjs"), 'console.log("started")');
    const old = join(folder, "old.cjs");
    writeFileSync(old, 'Object.defineProperty(process.versions, "node", { value: "18.20.4" });');
    const start = (...args: string[]) =>
      spawnSync(process.execPath, [...args, file, "create"], { encoding: "utf8" });
    const refused = start("-r", old);
    expect(refused.status).toBe(2);
    expect(refused.stdout).toContain("dbkill: error DBKILL_NODE_TOO_OLD: ");
    expect(start()).toMatchObject({ status: 0, stdout: "started\n" });
  });
});
