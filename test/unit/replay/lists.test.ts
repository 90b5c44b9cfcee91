import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSelection, compileFilter, isSystemSession, type Session } from "../../../src/model";
import { mysqlFacts } from "../../../src/vendors/sql/mysql/facts";
import { REASONS, replays } from "./support";

const all = replays();
const counts: Readonly<Record<string, number>> = {
  "cache-stampede": 45,
  "connection-storm": 301,
  "gh-ost": 10,
  "idle-in-transaction": 9,
  "mariadb-replica": 14,
  "metadata-lock": 39,
  "prepared-statements": 16,
  "pt-online-schema-change": 8,
  replication: 17,
  "runaway-report": 13,
};

it("has every list, whole, and in its table of contents", () => {
  expect(Object.fromEntries(all.map(({ name, sessions }) => [name, sessions.length]))).toEqual(counts);
  const contents = readFileSync(join(__dirname, "../../replay/lists/README.md"), "utf8");
  expect(all.filter(({ name }) => !contents.includes(`\`${name}\``))).toEqual([]);
});

describe.each(all)("what is expected of $name", ({ sessions, document, expected, now }) => {
  it("is there for each policy, at a time", () => {
    expect(expected.map(({ policy }) => policy)).toEqual(document.policies.map(({ name }) => name));
    expect(new Date(now).toISOString()).toBe(now.replace("Z", ".000Z"));
  });

  it("is for policies that choose sessions as the service's list tells them", () => {
    expect(document.version).toBe(1);
    expect(document.policies.flatMap((policy) => checkSelection(policy, { facts: mysqlFacts }))).toEqual([]);
  });

  it.each(expected)(
    "of $policy names every session that matches, and each once",
    ({ policy, victims, spared }) => {
      const { match } = document.policies.find(({ name }) => name === policy)!;
      const matches: (session: Session) => boolean = match === undefined ? () => true : compileFilter(match);
      const named = [...victims, ...spared.flatMap(({ ids }) => ids)];
      const byNumber = (one: string, other: string) => (BigInt(one) < BigInt(other) ? -1 : 1);
      const matched = sessions.filter(matches).map(({ id }) => id);
      expect(named.sort(byNumber)).toEqual(matched.sort(byNumber));
      expect(matched.length).toBeGreaterThan(0);
    },
  );

  it.each(expected)("of $policy spares for reasons that exist, the server's own sessions first", (each) => {
    expect(
      each.spared.map(({ reason }) => reason).filter((reason) => !REASONS.includes(reason as never)),
    ).toEqual([]);
    const reasonOf = ({ id }: Session) => each.spared.find(({ ids }) => ids.includes(id))?.reason;
    const system = sessions.filter((session) => isSystemSession(session, mysqlFacts));
    const spared = sessions.filter((session) => reasonOf(session) === "system");
    const named = system.filter(
      (session) => reasonOf(session) !== undefined || each.victims.includes(session.id),
    );
    expect(spared).toEqual(named);
  });
});
