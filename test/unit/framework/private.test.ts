import fc from "fast-check";
import { PrivateData, privateRecord } from "../../../src/framework/rpc/private";

interface Notes {
  readonly name: string;
  readonly note: string | null;
  readonly late: boolean;
  readonly asked: { readonly users: readonly string[] } | null;
}

const RECORD = privateRecord<Notes>(2, {
  defaults: { note: null, late: false, asked: null },
  migrate: (stored, version) =>
    version === 1 ? { ...(stored as Notes), note: "from version 1", late: true, asked: null } : undefined,
});

/** What Terraform keeps of a record. */
function written(notes: Notes | undefined): Uint8Array {
  const data = new PrivateData(undefined);
  RECORD.set(data, notes);
  return data.toBytes();
}

const stored = (content: unknown) => new PrivateData(Buffer.from(JSON.stringify(content)));

describe("a record in private data", () => {
  test("is read as it was written", () => {
    const notes = fc.record({
      name: fc.string(),
      note: fc.option(fc.string()),
      late: fc.boolean(),
      asked: fc.option(fc.record({ users: fc.array(fc.string()) })),
    });
    fc.assert(
      fc.property(notes, (each) => {
        expect(RECORD.get(new PrivateData(written(each)))).toEqual(each);
      }),
    );
  });

  test("is written without what has its default", () => {
    const notes = { name: "n", note: null, late: false, asked: null };
    expect(JSON.parse(Buffer.from(written(notes)).toString())).toEqual({
      record: [2, { name: "n" }],
    });
  });

  test("is read as it was written once, with its defaults and by names", () => {
    const notes = { name: "n", note: null, late: true, asked: { users: ["a"] } };
    expect(RECORD.get(stored({ record: { version: 2, data: notes } }))).toEqual(notes);
  });

  test("of another version is what the migration makes of it", () => {
    for (const of of [
      (version: number) => RECORD.get(stored({ record: { version, data: { name: "n" } } })),
      (version: number) => RECORD.get(stored({ record: [version, { name: "n" }] })),
    ]) {
      expect(of(1)).toEqual({ name: "n", note: "from version 1", late: true, asked: null });
      expect(of(3)).toBeUndefined();
    }
  });

  test.each([
    ["nothing", undefined],
    ["no JSON", Buffer.from("{")],
    ["a list", Buffer.from("[]")],
    ["no record", Buffer.from(`{"timeouts":{}}`)],
    ["a record that is null", Buffer.from(`{"record":[2,null]}`)],
    ["a record without a version", Buffer.from(`{"record":{"data":{"name":"n"}}}`)],
  ])("counts as none where there is %s", (_what, bytes) => {
    expect(RECORD.get(new PrivateData(bytes))).toBeUndefined();
  });

  test("leaves the bytes alone where nothing was set, and goes where it is set to undefined", () => {
    const bytes = Buffer.from(`{ "record": {"version":2,"data":{"name":"n"}} }`);
    const data = new PrivateData(bytes);
    RECORD.get(data);
    expect(data.toBytes()).toBe(bytes);
    RECORD.set(data, undefined);
    expect(Buffer.from(data.toBytes()).toString()).toBe("{}");
  });
});
