import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { enforceCommand } from "../../../../src/cli/enforce";
import {
  checkOptions,
  duration,
  type EnforceOptions,
  listen,
  shard,
} from "../../../../src/cli/enforce/options";
import { UsageError } from "../../../../src/cli/usage-error";

describe("options of dbkill enforce", () => {
  test.each([
    ["500ms", 500],
    ["100ms", 100],
    ["5s", 5_000],
    ["0.5s", 500],
    ["1m", 60_000],
    ["24h", 86_400_000],
  ])("take %s as an interval", (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  test.each(["5", "5 s", "-5s", "0s", "99ms", "25h", "s", "1d", "1e3s", "", "5S"])(
    "refuse %j as an interval",
    (text) => {
      expect(() => duration(text)).toThrow("duration");
    },
  );

  test.each([
    ["1/1", { index: 1, count: 1 }],
    ["2/5", { index: 2, count: 5 }],
    ["12/12", { index: 12, count: 12 }],
  ])("take %s as a shard", (text, part) => {
    expect(shard(text)).toEqual(part);
  });

  test.each(["0/2", "3/2", "1/0", "1", "a/b", "1/2/3", "-1/2", "1.0/2", "auto", "auto/0", "auto/x"])(
    "refuse %j as a shard",
    (text) => {
      expect(() => shard(text)).toThrow("shard");
    },
  );

  test.each([
    [{ JOB_COMPLETION_INDEX: "0" }, "dbkill-once-5-x7d2k", 1],
    [{ JOB_COMPLETION_INDEX: "4" }, "dbkill-0", 5],
    [{}, "dbkill-0", 1],
    [{}, "team-2-dbkill-4", 5],
    [{ JOB_COMPLETION_INDEX: "" }, "dbkill-1", 2],
  ])("take their shard from a pod with %j, called %s", (env, hostname, index) => {
    expect(shard("auto/5", { env, hostname })).toEqual({ index, count: 5 });
  });

  test.each<[NodeJS.ProcessEnv, string]>([
    [{}, "laptop"],
    [{}, "dbkill-7c9f-x2"],
    [{}, "4"],
    // One pod too many has no databases, and must not take another's.
    [{}, "dbkill-5"],
    [{ JOB_COMPLETION_INDEX: "5" }, "dbkill-0"],
    [{ JOB_COMPLETION_INDEX: "x" }, "dbkill-0"],
    [{ JOB_COMPLETION_INDEX: "-1" }, "dbkill-0"],
  ])("refuse a shard from a pod with %j, called %s", (env, hostname) => {
    expect(() => shard("auto/5", { env, hostname })).toThrow(InvalidArgumentError);
  });

  test.each([
    ["127.0.0.1:9464", { host: "127.0.0.1", port: 9464 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["[::1]:80", { host: "::1", port: 80 }],
  ])("take %s as an address to listen on", (text, address) => {
    expect(listen(text)).toEqual(address);
  });

  test.each(["9464", ":9464", "127.0.0.1", "127.0.0.1:65536", "::1:80", "a b:1", "http://a:1"])(
    "refuse %j as an address to listen on",
    (text) => {
      expect(() => listen(text)).toThrow("address");
    },
  );

  const options = (more: Partial<EnforceOptions> = {}): EnforceOptions => ({
    policies: "p.json",
    interval: 5_000,
    audit: "-",
    auditStatements: "full",
    shard: { index: 1, count: 1 },
    allowHost: [],
    ...more,
  });

  test("that have no meaning together are wrong usage", () => {
    const address = { host: "127.0.0.1", port: 0 };
    expect(() => checkOptions(options({ once: true, listen: address }))).toThrow(UsageError);
    expect(() => checkOptions(options({ allowHost: ["runner"] }))).toThrow(UsageError);
    expect(() => checkOptions(options({ listen: address, allowHost: ["runner"] }))).not.toThrow();
  });

  test.each([
    [["--once"], "--policies"],
    [["--policies", "p", "--once", "--interval", "5s"], "--once"],
    [["--policies", "p", "--audit-statements", "some"], "--audit-statements"],
    [["--policies", "p", "--interval", "soon"], "--interval"],
    [["--policies", "p", "--shard", "0/1"], "--shard"],
  ])("are refused by the command as %j, which names the one to blame", async (words, name) => {
    const command = enforceCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    await expect(command.parseAsync(words, { from: "user" })).rejects.toThrow(name);
  });

  test("are all in the guide", () => {
    const guide = readFileSync(join(__dirname, "../../../../docs/guides/runner.md"), "utf8");
    const flags = enforceCommand().options.map(({ long }) => long!);
    expect(flags.filter((name) => !guide.includes(`| \`${name}`))).toEqual([]);
  });
});
