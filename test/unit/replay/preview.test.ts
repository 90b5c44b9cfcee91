import { existsSync } from "node:fs";
import { join } from "node:path";
import { preview } from "../../../src/cli/preview";
import type { PolicyResult } from "../../../src/cli/preview/results";
import { schemaErrors } from "../../support/json-schema";
import { testIo } from "../cli/support";
import { replays } from "./support";

const FOLDER = join(__dirname, "..", "..", "replay", "lists");

const byNumber = (one: string, other: string) => (BigInt(one) < BigInt(other) ? -1 : 1);

/** Ids by reason. */
function grouped(spared: PolicyResult["spared"]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const { reason, session } of spared) groups[reason] = [...(groups[reason] ?? []), session.id];
  for (const group of Object.values(groups)) group.sort(byNumber);
  return groups;
}

describe.each(replays())("a preview of $name", ({ name, sessions, now, expected, document }) => {
  let results: readonly PolicyResult[];
  let code: number;
  beforeAll(async () => {
    const io = testIo();
    const list = ["txt", "json"].map((end) => join(FOLDER, `${name}.${end}`)).find(existsSync)!;
    code = await preview(
      { policies: join(FOLDER, `${name}.policies.json`), sessions: list, now: new Date(now), format: "json" },
      io,
    );
    const printed = JSON.parse(io.printed.out);
    expect(schemaErrors("preview", printed)).toEqual([]);
    results = printed.policies;
  });

  it("reads documents and lists that the published schemas take", () => {
    expect(schemaErrors("policy-document", document)).toEqual([]);
    expect(schemaErrors("sessions", { sessions })).toEqual([]);
  });

  it.each(expected)("has the victims and the spared of $policy that were worked out by hand", (each) => {
    const { victims, spared } = results.find((result) => result.name === each.policy)!;
    expect(victims.map(({ id }) => id).sort(byNumber)).toEqual([...each.victims].sort(byNumber));
    const wanted: Record<string, string[]> = {};
    for (const { reason, ids } of each.spared)
      wanted[reason] = [...(wanted[reason] ?? []), ...ids].sort(byNumber);
    expect(grouped(spared)).toEqual(wanted);
  });

  it("ends with 3 if and only if a cap stops a pass", () => {
    const isCapped = expected.some(({ spared }) => spared.some(({ reason }) => reason === "capped"));
    expect(code).toBe(isCapped ? 3 : 0);
    expect(results.some(({ capped }) => capped)).toBe(isCapped);
  });
});
