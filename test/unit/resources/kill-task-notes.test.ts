import fc from "fast-check";
import { PrivateData } from "../../../src/framework/rpc/private";
import { NOTES, type Notes, notesOf } from "../../../src/resources/kill-task/state";

const PLAIN = {
  claim: "ver1YpUS",
  owner: "vmquIv7G",
  replacing: null,
  anothers: false,
  listedAs: null,
  rawState: null,
};

function written(notes: Notes): Buffer {
  const data = new PrivateData(undefined);
  NOTES.set(data, notes);
  return Buffer.from(data.toBytes());
}

describe("the notes of a kill task", () => {
  test("take few bytes where nothing is special: Terraform writes the whole state after every resource", () => {
    expect(written(PLAIN).length).toBeLessThan(60);
  });

  test("of a provider that wrote everything out are read", () => {
    const bytes = Buffer.from(JSON.stringify({ record: { version: 1, data: PLAIN } }));
    expect(NOTES.get(new PrivateData(bytes))).toEqual(PLAIN);
  });

  test("are read as they were written", () => {
    const name = fc.string({ minLength: 1 });
    const request = fc.record({
      filter: fc.option(
        fc.record({ users: fc.array(name), min_duration_seconds: fc.nat() }, { requiredKeys: [] }),
      ),
      durationSeconds: fc.option(fc.nat()),
    });
    const notes = fc.record({
      claim: name,
      owner: name,
      replacing: fc.option(name),
      anothers: fc.boolean(),
      listedAs: fc.option(request),
      rawState: fc.option(name),
    });
    fc.assert(
      fc.property(notes, (each) => {
        expect(NOTES.get(new PrivateData(written(each)))).toEqual(each);
      }),
    );
  });

  test("of a new task have names of their own", () => {
    const first = notesOf({ private: new PrivateData(undefined) });
    expect(first).toEqual({ ...PLAIN, claim: expect.any(String), owner: expect.any(String) });
    expect(first.owner).not.toBe(first.claim);
    expect(notesOf({ private: new PrivateData(undefined) }).claim).not.toBe(first.claim);
  });
});
