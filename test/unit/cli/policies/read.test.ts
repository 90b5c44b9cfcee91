import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PolicyFileError } from "../../../../src/cli/policies/error";
import { readPolicies } from "../../../../src/cli/policies/read";
import { UsageError } from "../../../../src/cli/usage-error";
import { documentOf } from "../../../../src/model";
import { policy } from "../../model/policy/support";
import { document, Folder, MYSQL, testIo, written } from "../support";

const NOW = new Date("2026-11-30T12:00:00Z");
const read = (source: string, stdin = "") => readPolicies(source, NOW, testIo(stdin));
const names = (source: string, stdin = "") => read(source, stdin).policies.map(({ name }) => name);

function refusal(source: string, stdin = ""): Error {
  try {
    read(source, stdin);
  } catch (error) {
    return error as Error;
  }
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

  test("are those of a file, with or without a mark of its encoding", () => {
    const text = JSON.stringify(document(written({ name: "b" }), written({ name: "a" })));
    expect(names(folder.write("p.json", text))).toEqual(["b", "a"]);
    expect(names(folder.write("p.json", `\ufeff${text}`))).toEqual(["b", "a"]);
  });

  test("are those of the standard input", () => {
    expect(names("-", JSON.stringify(document(written())))).toEqual(["report"]);
  });

  test("are those of every JSON file of a folder, in the order of their names", () => {
    folder.write("b.json", document(written({ name: "b" })));
    folder.write("a.json", document(written({ name: "a" })));
    folder.write("notes.txt", "no JSON");
    mkdirSync(join(folder.path, "more"));
    expect(names(folder.path)).toEqual(["a", "b"]);
  });

  test.each(["values", "planned_values"])(
    "are those that Terraform shows, in modules of modules too: %s",
    (place) => {
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
      expect(names(folder.write("show.json", state))).toEqual(["a", "b"]);
    },
  );

  test("of a plan that does not know them yet are named", () => {
    const plan = {
      format_version: "1.2",
      planned_values: { root_module: { resources: [shown("dbkill_auto_kill_policy.a", {})] } },
    };
    const error = refusal("-", JSON.stringify(plan));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain("dbkill_auto_kill_policy.a is known only after apply");
  });

  test("are missed where Terraform shows none, and where a folder has no file", () => {
    const state = { format_version: "1.0", values: { root_module: {} } };
    expect(refusal("-", JSON.stringify(state)).message).toContain("has no dbkill_auto_kill_policy");
    expect(refusal("-", JSON.stringify({ format_version: "1.0" }))).toBeInstanceOf(UsageError);
    expect(refusal(folder.path)).toBeInstanceOf(UsageError);
    expect(refusal(join(folder.path, "missing.json"))).toBeInstanceOf(UsageError);
  });

  test("are refused with everything that is wrong in all files, each by its name", () => {
    const one = folder.write("one.json", document(written({ match: { usres: ["a"] } })));
    const two = folder.write("two.json", "{");
    const error = refusal(folder.path) as PolicyFileError;
    expect(error).toBeInstanceOf(PolicyFileError);
    expect(error.problems.map(({ file, path, code }) => [file, path, code])).toEqual([
      [one, "policies[0].match.usres", "DBKILL_POLICY_FIELD_UNKNOWN"],
      [two, "", "DBKILL_POLICY_DOCUMENT_UNREADABLE"],
    ]);
    expect(error.message).toContain(`${one}: policies[0].match.usres: `);
  });

  test("of one target have one name each, over all files, and whether or not a default is spelt out", () => {
    const target = { service: "dbbrain", instance_id: "cdb-1" };
    folder.write("a.json", document(written({ target })));
    const b = folder.write("b.json", document(written({ target: { ...target, product: "mysql" } })));
    const error = refusal(folder.path) as PolicyFileError;
    expect(error.problems).toMatchObject([
      { file: b, path: "policies[0].name", code: "DBKILL_POLICY_NAME_TAKEN" },
    ]);
    folder.write("b.json", document(written({ target: { ...target, product: "cynosdb" } })));
    expect(names(folder.path)).toEqual(["report", "report"]);
  });

  test("of one MySQL server have one name each, however its address is spelt", () => {
    const at = (instance_id: string) => document(written({ target: { service: "mysql", instance_id } }));
    folder.write("a.json", at("db.example"));
    folder.write("b.json", at("DB.example:3306"));
    expect((refusal(folder.path) as PolicyFileError).problems).toMatchObject([
      { code: "DBKILL_POLICY_NAME_TAKEN" },
    ]);
  });

  test("that can be used all the same have warnings", () => {
    const file = folder.write("p.json", document(written({ expires_at: "2026-11-30T11:59:59Z" })));
    expect(read(file).warnings).toEqual([expect.stringContaining(`${file}: policies[0].expires_at: `)]);
    const later = readPolicies(file, new Date("2026-11-30T11:00:00Z"), testIo());
    expect(later.warnings).toEqual([]);
    expect(later.policies[0]!.target).toEqual(MYSQL);
  });
});
