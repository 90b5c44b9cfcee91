import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { PolicySource } from "../../../../src/cli/enforce/policy-source";
import { PolicyFileError } from "../../../../src/cli/policies/error";
import { UsageError } from "../../../../src/cli/usage-error";
import { document, Folder, testIo, written } from "../support";

const NOW = new Date("2026-11-30T12:00:00Z");

describe("policies that are read again", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.dispose());

  const source = (path: string, stdin = "") => {
    const policies = new PolicySource(path, testIo(stdin));
    return () => policies.changed(NOW)?.policies.map(({ name }) => name);
  };

  test("are those of a file, once for each change", () => {
    const path = folder.write("p.json", document(written({ name: "a" })));
    const changed = source(path);
    expect(changed()).toEqual(["a"]);
    expect(changed()).toBeUndefined();
    // Of the same length.
    folder.write("p.json", document(written({ name: "b" })));
    expect(changed()).toEqual(["b"]);
    expect(changed()).toBeUndefined();
    folder.write("new", document(written({ name: "c" })));
    renameSync(join(folder.path, "new"), path);
    expect(changed()).toEqual(["c"]);
  });

  test("are those of a folder, where a file is added, removed or changed", () => {
    const path = join(folder.path, "policies");
    mkdirSync(path);
    folder.write("policies/a.json", document(written({ name: "a" })));
    const changed = source(path);
    expect(changed()).toEqual(["a"]);
    folder.write("policies/b.json", document(written({ name: "b" })));
    expect(changed()).toEqual(["a", "b"]);
    folder.write("policies/notes.txt", "no policy");
    expect(changed()).toBeUndefined();
    rmSync(join(path, "a.json"));
    expect(changed()).toEqual(["b"]);
  });

  test("that can't be used are an error once, until they change again", () => {
    const path = folder.write("p.json", document(written()));
    const changed = source(path);
    expect(changed()).toEqual(["report"]);
    folder.write("p.json", '{"version":1,"poli');
    expect(changed).toThrow(PolicyFileError);
    expect(changed()).toBeUndefined();
    rmSync(path);
    expect(changed).toThrow(UsageError);
    expect(changed()).toBeUndefined();
    folder.write("p.json", document(written({ name: "b" })));
    expect(changed()).toEqual(["b"]);
  });

  test("that the system refuses to look at are wrong usage too, which ends no runner", () => {
    const path = join(folder.path, "loop");
    symlinkSync(path, path);
    expect(source(path)).toThrow(UsageError);
  });

  test("of the standard input are read once", () => {
    const changed = source("-", JSON.stringify(document(written())));
    expect(changed()).toEqual(["report"]);
    expect(changed()).toBeUndefined();
  });
});
