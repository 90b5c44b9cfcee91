import fs, { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { PolicyFileError } from "../../../../src/cli/policies/error";
import { FileSource } from "../../../../src/cli/policies/files";
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
    const policies = new FileSource(path, testIo(stdin));
    return async () => (await policies.changed(NOW))?.policies.map(({ name }) => name);
  };

  test("are those of a file, once for each change", async () => {
    const path = folder.write("p.json", document(written({ name: "a" })));
    const changed = source(path);
    expect(await changed()).toEqual(["a"]);
    expect(await changed()).toBeUndefined();
    // Of the same length.
    folder.write("p.json", document(written({ name: "b" })));
    expect(await changed()).toEqual(["b"]);
    expect(await changed()).toBeUndefined();
    folder.write("new", document(written({ name: "c" })));
    renameSync(join(folder.path, "new"), path);
    expect(await changed()).toEqual(["c"]);
  });

  test("are those of a folder, where a file is added, removed or changed", async () => {
    const path = join(folder.path, "policies");
    mkdirSync(path);
    folder.write("policies/a.json", document(written({ name: "a" })));
    const changed = source(path);
    expect(await changed()).toEqual(["a"]);
    folder.write("policies/b.json", document(written({ name: "b" })));
    expect(await changed()).toEqual(["a", "b"]);
    folder.write("policies/notes.txt", "no policy");
    expect(await changed()).toBeUndefined();
    rmSync(join(path, "a.json"));
    expect(await changed()).toEqual(["b"]);
  });

  test("that can't be used or read are an error each time, until they can", async () => {
    const path = folder.write("p.json", document(written()));
    const changed = source(path);
    expect(await changed()).toEqual(["report"]);
    folder.write("p.json", '{"version":1,"poli');
    await expect(changed()).rejects.toThrow(PolicyFileError);
    await expect(changed()).rejects.toThrow(PolicyFileError);
    rmSync(path);
    const missing = { code: "DBKILL_POLICIES_UNREADABLE", message: expect.stringContaining(path) as unknown };
    await expect(changed()).rejects.toMatchObject(missing);
    await expect(changed()).rejects.toMatchObject(missing);
    folder.write("p.json", document(written({ name: "b" })));
    expect(await changed()).toEqual(["b"]);
    expect(await changed()).toBeUndefined();
  });

  test("that could not be read are read again though the file is the same", async () => {
    const path = folder.write("p.json", document(written()));
    const io = { stdin: () => "" };
    const policies = new FileSource(path, io);
    const read = jest.spyOn(fs, "readFileSync").mockImplementationOnce(() => {
      throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
    });
    await expect(policies.changed(NOW)).rejects.toThrow("EIO");
    expect((await policies.changed(NOW))?.policies).toHaveLength(1);
    read.mockRestore();
  });

  test("that the system refuses to look at are wrong usage too, which ends no runner", async () => {
    const path = join(folder.path, "loop");
    symlinkSync(path, path);
    await expect(source(path)()).rejects.toThrow(UsageError);
  });

  test("of the standard input are read once", async () => {
    const changed = source("-", JSON.stringify(document(written())));
    expect(await changed()).toEqual(["report"]);
    expect(await changed()).toBeUndefined();
  });
});
