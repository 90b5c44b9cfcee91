import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PolicyFileError } from "../../../../src/cli/policies/error";
import { FileSource } from "../../../../src/cli/policies/files";
import type { SourceKind } from "../../../../src/cli/policies/read";
import { UsageError } from "../../../../src/cli/usage-error";
import { documentOf } from "../../../../src/model";
import { policy } from "../../model/policy/support";
import { document, Folder, MYSQL, testIo, written } from "../support";

const NOW = new Date("2026-11-30T12:00:00Z");
const read = async (source: string, stdin = "", kind?: SourceKind, now = NOW) =>
  (await new FileSource(source, testIo(stdin), kind).changed(now))!;
const names = async (source: string, stdin = "") =>
  (await read(source, stdin)).policies.map(({ name }) => name);

async function refusal(source: string, stdin = "", kind?: SourceKind): Promise<Error> {
  const error: unknown = await read(source, stdin, kind).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return error;
  throw new Error("expected a refusal");
}

/** What `terraform show -json` prints of a resource. */
const shown = (address: string, values: object) => ({
  address,
  mode: "managed",
  type: "dbkill_auto_kill_policy",
  name: address.split(".").at(-1),
  values,
});

describe("policies", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.dispose());

  test("are those of a file, with or without a mark of its encoding", async () => {
    const text = JSON.stringify(document(written({ name: "b" }), written({ name: "a" })));
    expect(await names(folder.write("p.json", text))).toEqual(["b", "a"]);
    expect(await names(folder.write("p.json", `\ufeff${text}`))).toEqual(["b", "a"]);
  });

  test("are those of the standard input", async () => {
    expect(await names("-", JSON.stringify(document(written())))).toEqual(["report"]);
  });

  test("are those of every JSON file of a folder, in the order of their names", async () => {
    folder.write("b.json", document(written({ name: "b" })));
    folder.write("a.json", document(written({ name: "a" })));
    folder.write("notes.txt", "no JSON");
    mkdirSync(join(folder.path, "more"));
    expect(await names(folder.path)).toEqual(["a", "b"]);
  });

  test.each(["values", "planned_values"])(
    "are those that Terraform shows, in modules of modules too: %s",
    async (place) => {
      const state = {
        format_version: "1.0",
        ...(place === "planned_values" && { values: undefined, prior_state: { values: {} } }),
        [place]: {
          root_module: {
            resources: [
              shown("dbkill_auto_kill_policy.a", { document: documentOf(policy({ name: "a" })) }),
              { address: "null_resource.x", type: "null_resource", values: {} },
            ],
            child_modules: [
              {
                child_modules: [
                  {
                    resources: [
                      shown('module.m["x"].module.n.dbkill_auto_kill_policy.b', {
                        document: documentOf(policy({ name: "b" })),
                      }),
                    ],
                  },
                ],
              },
            ],
          },
        },
      };
      expect(await names(folder.write("show.json", state))).toEqual(["a", "b"]);
    },
  );

  test("leave out what Terraform is about to destroy: the object that a replacement could not", async () => {
    const of = (max_kills: number) => ({ document: documentOf(policy({ name: "a", max_kills })) });
    const address = "dbkill_auto_kill_policy.a";
    const resources = [shown(address, of(1)), { ...shown(address, of(2)), deposed_key: "8a73ee1d" }];
    const state = { format_version: "1.0", values: { root_module: { resources } } };
    const { policies } = await read("-", JSON.stringify(state));
    expect(policies).toMatchObject([{ max_kills: 1 }]);
  });

  test("of a plan that does not know them yet are named", async () => {
    const plan = {
      format_version: "1.2",
      planned_values: { root_module: { resources: [shown("dbkill_auto_kill_policy.a", {})] } },
    };
    const error = await refusal("-", JSON.stringify(plan));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain("dbkill_auto_kill_policy.a is known only after apply");
  });

  test("may be none, which is told", async () => {
    const state = { format_version: "1.0", values: { root_module: {} } };
    for (const empty of [state, { format_version: "1.0" }, document()]) {
      const { policies, warnings } = await read("-", JSON.stringify(empty));
      expect(policies).toEqual([]);
      expect(warnings).toEqual([expect.stringContaining("(DBKILL_POLICIES_EMPTY)")]);
    }
  });

  test("are missed where there is no file", async () => {
    expect(await refusal(folder.path)).toBeInstanceOf(UsageError);
    expect(await refusal(join(folder.path, "missing.json"))).toBeInstanceOf(UsageError);
    expect(await refusal(folder.path, "", "state")).toBeInstanceOf(UsageError);
  });

  test.each([
    ["a document", document(written()), "DBKILL_STATE_INVALID"],
    ["a plan", { format_version: "1.2", planned_values: { root_module: {} } }, "DBKILL_STATE_INVALID"],
    ["a state file itself", { version: 4, serial: 3, resources: [] }, "DBKILL_STATE_INVALID"],
    ["of an unknown format", { format_version: "2.0", values: {} }, "DBKILL_STATE_FORMAT_UNKNOWN"],
    ["of an odd format", { format_version: { a: "1.0" }, values: {} }, "DBKILL_STATE_FORMAT_UNKNOWN"],
    ["no JSON", "{", "DBKILL_STATE_INVALID"],
  ])("of a state are refused where it is %s", async (_, state, code) => {
    const error = await refusal(folder.write("state.json", state), "", "state");
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(code);
  });

  test("of an unknown form of what Terraform shows are refused without --state too", async () => {
    const error = await refusal("-", JSON.stringify({ format_version: "0.2", values: {} }));
    expect(error).toMatchObject({ code: "DBKILL_STATE_FORMAT_UNKNOWN" });
  });

  test("are refused with everything that is wrong in all files, each by its name", async () => {
    const one = folder.write("one.json", document(written({ match: { usres: ["a"] } })));
    const two = folder.write("two.json", "{");
    const error = (await refusal(folder.path)) as PolicyFileError;
    expect(error).toBeInstanceOf(PolicyFileError);
    expect(error.problems.map(({ file, path, code }) => [file, path, code])).toEqual([
      [one, "policies[0].match.usres", "DBKILL_POLICY_FIELD_UNKNOWN"],
      [two, "", "DBKILL_POLICY_DOCUMENT_UNREADABLE"],
    ]);
    expect(error.message).toContain(`${one}: policies[0].match.usres: `);
  });

  test("of one target have one name each, over all files, and whether or not a default is spelt out", async () => {
    const target = { service: "dbbrain", instance_id: "cdb-1" };
    folder.write("a.json", document(written({ target })));
    const b = folder.write("b.json", document(written({ target: { ...target, product: "mysql" } })));
    const error = (await refusal(folder.path)) as PolicyFileError;
    expect(error.problems).toMatchObject([
      { file: b, path: "policies[0].name", code: "DBKILL_POLICY_NAME_TAKEN" },
    ]);
    folder.write("b.json", document(written({ target: { ...target, product: "cynosdb" } })));
    expect(await names(folder.path)).toEqual(["report", "report"]);
  });

  test("of one MySQL server have one name each, however its address is spelt", async () => {
    const at = (instance_id: string) => document(written({ target: { service: "mysql", instance_id } }));
    folder.write("a.json", at("db.example"));
    folder.write("b.json", at("DB.example:3306"));
    expect(((await refusal(folder.path)) as PolicyFileError).problems).toMatchObject([
      { code: "DBKILL_POLICY_NAME_TAKEN" },
    ]);
  });

  test("that can be used all the same have warnings", async () => {
    const file = folder.write("p.json", document(written({ expires_at: "2026-11-30T11:59:59Z" })));
    expect((await read(file)).warnings).toEqual([
      expect.stringContaining(`${file}: policies[0].expires_at: `),
    ]);
    const later = await read(file, "", "any", new Date("2026-11-30T11:00:00Z"));
    expect(later.warnings).toEqual([]);
    expect(later.policies[0]!.target).toEqual(MYSQL);
  });
});
