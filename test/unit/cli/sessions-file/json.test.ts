import { readSessions } from "../../../../src/cli/sessions-file";
import { refusal } from "./support";

const session = {
  id: "5",
  user: "app",
  host: "10.0.0.7:51234",
  database: "shop",
  command: "Query",
  state: "",
  duration_seconds: 3,
  info: "SELECT 1",
};
/** As Terraform prints it: null for what is not set. */
const shown = { ...session, transaction_seconds: null, server: null, query_id: null };

const written = (document: unknown) => JSON.stringify(document, null, 2);

describe("a list in JSON", () => {
  it("is read in the words of dbkill", () => {
    const all = { ...session, transaction_seconds: 90, server: "10.0.0.2:2882", query_id: "77" };
    expect(readSessions(written({ sessions: [session, all] }))).toEqual([session, all]);
    expect(readSessions(`\ufeff\r\n${written([session])}`)).toEqual([session]);
    expect(readSessions("[]")).toEqual([]);
    expect(readSessions('{"sessions": []}')).toEqual([]);
  });

  it("has empty texts where none are written", () => {
    const [read] = readSessions('{"sessions": [{"id": 5, "duration_seconds": 0, "user": null}]}');
    expect(read).toEqual({
      ...session,
      user: "",
      host: "",
      database: "",
      command: "",
      duration_seconds: 0,
      info: "",
    });
  });

  it("keeps every digit of an id", () => {
    const [read] = readSessions(
      '[{"id": 18446744073709551615, "duration_seconds": 1, "query_id": 9007199254740993}]',
    );
    expect(read).toMatchObject({ id: "18446744073709551615", query_id: "9007199254740993" });
  });

  it.each([
    ["usr", "sessions[1].usr", "user"],
    ["db", "sessions[1].db", "database"],
    ["Time", "sessions[1].Time", "duration_seconds"],
    ["durationSeconds", "sessions[1].durationSeconds", "duration_seconds"],
    ["transaction", "sessions[1].transaction", "transaction_seconds"],
    ["statement", "sessions[1].statement", "info"],
    ["colour", "sessions[1].colour", "Fields are id, user"],
    ["constructor", "sessions[1].constructor", "Fields are id, user"],
  ])("refuses the unknown field %s by its path and names %s", (name, path, field) => {
    const error = refusal(written({ sessions: [session, { ...session, [name]: 1 }] }));
    expect(error).toMatchObject({ path, code: "DBKILL_SESSIONS_FILE_INVALID" });
    expect(error.message).toContain(field);
  });

  it.each([
    [{ id: undefined }, "sessions[0].id"],
    [{ id: " " }, "sessions[0].id"],
    [{ id: -1 }, "sessions[0].id"],
    [{ id: 1.5 }, "sessions[0].id"],
    [{ id: true }, "sessions[0].id"],
    [{ duration_seconds: undefined }, "sessions[0].duration_seconds"],
    [{ duration_seconds: "3" }, "sessions[0].duration_seconds"],
    [{ duration_seconds: -3 }, "sessions[0].duration_seconds"],
    [{ transaction_seconds: "3" }, "sessions[0].transaction_seconds"],
    [{ user: 7 }, "sessions[0].user"],
    [{ info: ["SELECT 1"] }, "sessions[0].info"],
  ])("refuses %j by its path", (change, path) => {
    expect(refusal(written({ sessions: [{ ...session, ...change }] })).path).toBe(path);
  });

  it.each([
    ['{"sessions": 7}', "sessions"],
    ['{"sessions": [7]}', "sessions[0]"],
    ['{"sessions": [], "policies": []}', "policies"],
    ['{"session": []}', "session"],
    ['[{"id": 5}]', "[0].duration_seconds"],
  ])("refuses %s by its path", (text, path) => {
    expect(refusal(text).path).toBe(path);
  });

  it("refuses a field that would stand for all others", () => {
    const text = '[{"id": 5, "duration_seconds": 1, "__proto__": {"user": "root"}}]';
    expect(refusal(text).path).toBe("[0].__proto__");
  });

  it("names the line that is not JSON", () => {
    expect(refusal('{\n  "sessions": [\n    {"id": 5,}\n  ]\n}')).toMatchObject({ line: 3 });
    expect(refusal('{"sessions": [')).toMatchObject({ line: 1 });
    expect(refusal('{"sessions": [{"id": 5, "id": 6, "duration_seconds": 1}]}')).toMatchObject({ line: 1 });
  });

  it.each(["{}", '{"policies": []}'])("refuses %s, which holds none", (text) => {
    expect(refusal(text).message).toContain("no list of sessions");
  });
});

describe("what Terraform prints of dbkill_sessions", () => {
  const source = {
    sessions: [shown],
    total: 1,
    limit: 100,
    target: { service: "mysql" },
    match: null,
    exclude: null,
  };
  const output = (value: unknown) => ({ sensitive: false, type: "string", value });
  const resource = (address: string, values: unknown = source) => ({
    address,
    mode: "data",
    type: "dbkill_sessions",
    values,
  });
  const module = { resources: [{ ...resource("a"), type: "null_resource", values: { id: "1" } }] };

  it.each([
    ["an output of its sessions", { other: output("x"), idle: output([shown]) }],
    ["an output of the whole", { other: output([1]), idle: output(source) }],
    ["one output alone", [shown]],
    ["one output of the whole alone", source],
    [
      "a state",
      {
        format_version: "1.0",
        values: { root_module: { resources: [resource("data.dbkill_sessions.idle")] } },
      },
    ],
    [
      "a plan, in a module",
      {
        format_version: "1.2",
        prior_state: {
          values: {
            root_module: {
              ...module,
              child_modules: [{ resources: [resource("module.m.data.dbkill_sessions.idle")] }],
            },
          },
        },
      },
    ],
  ])("is read from %s", (_, document) => {
    expect(readSessions(written(document))).toEqual([session]);
  });

  it("is refused where there are several", () => {
    expect(refusal(written({ a: output([shown]), b: output(source) })).message).toContain(
      "a.value, b.value.sessions",
    );
  });

  it("is refused where the data source has cut it", () => {
    expect(refusal(written({ a: output({ ...source, total: 2 }) })).path).toBe("a.value.sessions");
  });

  it.each([{ format_version: "1.0" }, { format_version: "1.0", values: { root_module: module } }])(
    "is refused where there is none: %j",
    (document) => {
      expect(refusal(written(document)).message).toContain("no list of sessions");
    },
  );
});
