import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CredentialsError } from "../../../../src/vendors/shared/errors";
import { holdsJson, readIniSection, readJsonProfile } from "../../../../src/vendors/shared/profile-file";

const OWNER = { service: "s", name: "Some Cloud", tool: "some configure" };
const BOM = "\uFEFF";

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "dbkill-test-")), "profile");
  writeFileSync(path, text);
  return path;
}
const ini = (text: string) => readIniSection(file(text), "default", OWNER);

test.each([
  ["plain", "[default]\nid = i\nkey = k"],
  ["a byte order mark", `${BOM}[default]\nid = i\nkey = k`],
  ["line ends of Windows", "[default]\r\nid = i\r\nkey = k\r\n"],
  ["a comment behind the section", "[default] ; mine\nid = i\nkey = k"],
  ["another comment behind the section", "[ default ]# mine\nid = i\nkey = k"],
  ["comments behind values", "[default]\nid = i ; the id\nkey = k\t# the key"],
  ["lines of comments", "# file\n[default]\n; id = x\nid = i\n  # key = x\nkey = k"],
  ["keys in upper case", "[default]\nID = i\nKey = k"],
  ["colons", "[default]\nid: i\nkey : k"],
  ["quotation marks", "[default]\nid = \"i\" ; the id\nkey = 'k'"],
  ["no blanks", "[default]\nid=i\nkey=k"],
  ["other sections around", "id = x\n[other]\nid = x\n[default]\nid = i\nkey = k\n[more]\nkey = x"],
  ["a section in two parts", "[default]\nid = i\n[other]\nid = x\n[default]\nkey = k"],
  ["a line that is none", "[default]\nid = i\nnonsense\nkey = k"],
])("an INI section with %s is read", (_what, text) => {
  expect(ini(text)).toEqual({ id: "i", key: "k" });
});

test.each([
  ["a#b;c", "a#b;c"],
  ["a=b:c==", "a=b:c=="],
  ['"a ; b"', "a ; b"],
  ["", ""],
  ["; only a comment", ""],
])("the value %j is %j", (written, value) => {
  expect(ini(`[default]\nkey = ${written}`)).toEqual({ key: value });
});

test("a section that is not there is told from an empty one", () => {
  expect(ini("[default]")).toEqual({});
  expect(ini("[other]\nid = i")).toBeUndefined();
  expect(readIniSection("/nowhere/file", "default", OWNER)).toBeUndefined();
});

test("JSON may begin with a byte order mark", () => {
  expect(readJsonProfile(file(`${BOM}{"id":"i"}`), OWNER)).toEqual({ id: "i" });
  expect(holdsJson(file(`${BOM}\n {"id":"i"}`), OWNER)).toBe(true);
  expect(holdsJson(file(`${BOM}[default]`), OWNER)).toBe(false);
});

test("a profile that can't be read is an error without its content", () => {
  const error = (() => {
    try {
      return readJsonProfile(file('{"key":"s3cret"'), OWNER);
    } catch (thrown) {
      return thrown as Error;
    }
  })();
  expect(error).toBeInstanceOf(CredentialsError);
  expect(JSON.stringify(error) + String(error)).not.toContain("s3cret");
});
