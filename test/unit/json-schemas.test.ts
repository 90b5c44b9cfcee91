import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { jsonSchemas } from "../../scripts/docs/json-schemas";
import { documentOf } from "../../src/model";
import { schemaErrors } from "../support/json-schema";
import { anyPolicy, policy } from "./model/policy/support";
import { session } from "./model/support";

const docs = join(__dirname, "..", "..", "docs");

describe("the JSON schemas in docs/schemas", () => {
  it("are there, and current (else: npm run docs)", () => {
    const committed = readdirSync(join(docs, "schemas")).map((name) => `schemas/${name}`);
    expect(committed.sort()).toEqual([...jsonSchemas().keys()].sort());
    for (const [name, text] of jsonSchemas()) expect(readFileSync(join(docs, name), "utf8")).toBe(text);
  });

  it("take every document that dbkill writes", () => {
    fc.assert(
      fc.property(anyPolicy, (one) => {
        expect(schemaErrors("policy-document", JSON.parse(documentOf(one)))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["a misspelt field", { match: { usres: ["a"] } }],
    ["a number as a text", { max_kills: "5" }],
    ["no seconds", { match: { min_duration_seconds: 0 } }],
    ["an unknown mode", { mode: "watch" }],
    ["a service without a list", { target: { service: "mrs", instance_id: "x" } }],
  ])("refuse a document with %s", (_, more) => {
    const document = JSON.parse(documentOf(policy()));
    Object.assign(document.policies[0], more);
    expect(schemaErrors("policy-document", document)).not.toEqual([]);
  });

  it.each([
    [{ sessions: [session()] }, true],
    [{ sessions: [{ id: 7, duration_seconds: 1, server: null }] }, true],
    [{ sessions: [{ id: "7" }] }, false],
    [{ sessions: [{ id: "7", duration_seconds: 1, age: 7 }] }, false],
    [[], false],
  ])("say of the list %j whether it can be read: %s", (list, isList) => {
    expect(schemaErrors("sessions", list).length === 0).toBe(isList);
  });

  const line = {
    at: "2026-11-30T12:00:00.000Z",
    policy: "report",
    document_hash: "0".repeat(64),
    target: { service: "mysql", instance_id: "db.example:3306" },
    event: "pass",
  };
  it.each([
    [{}, true],
    [{ event: "killed", outcome: "gone", reason: "slow", session: session(), request_id: "r-1" }, true],
    [{ event: "killed" }, false],
    [{ event: "capped", reason: "max_kills" }, true],
    [{ event: "capped", reason: "slow" }, false],
    [{ event: "spared", reason: "other_policy", session: session() }, true],
    [{ event: "error", code: "DBKILL_NETWORK" }, true],
    [{ event: "kill" }, false],
    [{ document_hash: "x" }, false],
    [{ event: "spared", reason: "luck", session: session() }, false],
    [{ user: "x" }, false],
  ])("say of an audit line with %j whether it is one: %s", (more, isLine) => {
    expect(schemaErrors("audit", { ...line, ...more }).length === 0).toBe(isLine);
  });
});
