import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emulatorEnvironment, VENDORS } from "../../../../scripts/emulator-environment";
import type { EnforceOptions } from "../../../../src/cli/enforce/options";
import { UsageError } from "../../../../src/cli/usage-error";
import { Emulator } from "../../../../src/emulator";
import { until } from "../../../support/runner";
import { document, Folder, written } from "../support";
import { auditLines, auditOf, enforceIo, short, start } from "./support";

const SECRETS = ["a-secret-of-tencent", "a-secret-of-huawei", "a-secret-of-alibaba"];
const DBBRAIN = { service: "dbbrain", instance_id: "cdb-1" };
const DAS = { service: "das", instance_id: "bcfa975193f1402fa11a6d4fd6baf5fbin01" };
/** The actions that only look. */
const READS = /^(Describe|query-process-list)/;

describe("dbkill enforce", () => {
  let emulator: Emulator;
  let folder: Folder;
  let env: NodeJS.ProcessEnv;
  let audit: string;
  let asked = 0;

  beforeAll(async () => {
    const accessKeys = SECRETS.map((secret, index) => ({ id: `key-${index}`, secret }));
    emulator = await Emulator.start({ rateLimit: false, accessKeys });
    const clouds = VENDORS.map((cloud, index) => emulatorEnvironment(cloud, emulator.url, accessKeys[index]));
    env = Object.assign({}, ...clouds);
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    folder = new Folder();
    audit = join(folder.path, "audit.jsonl");
    await emulator.reset();
    await add(DBBRAIN, { id: "11", user: "report", info: "select 'private'" }, { id: "12", user: "app" });
    await add(DAS, { id: "21", user: "report" });
    asked = (await emulator.requests()).requests.length;
  });
  afterEach(() => folder.dispose());

  const add = ({ service, instance_id }: typeof DBBRAIN, ...sessions: object[]) =>
    emulator.addSessions({
      service: service as "das",
      instance_id,
      sessions: sessions.map((session) => ({ duration_seconds: 75, info: "select 1", ...session })),
    });
  /** Of the runner, wherever the vendor's task would mean the same. */
  const policy = (more: object = {}) => written({ target: DBBRAIN, enforcement: "runner", ...more });
  const file = (...policies: object[]) => folder.write("policies.json", document(...policies));

  /** One pass. */
  const once = async (policies: object[], more: Partial<EnforceOptions> = {}, environment = env) => {
    const io = enforceIo(environment);
    const code = await start({ policies: file(...policies), once: true, ...more }, io);
    const printed = io.printed.out + io.printed.err;
    for (const secret of SECRETS) expect(printed).not.toContain(secret);
    return { code, lines: auditLines(io.printed.out), err: io.printed.err };
  };
  const kills = async () => (await emulator.state()).kills.map(({ session }) => session.id);
  const requests = async () => (await emulator.requests()).requests.slice(asked);

  test("once: kills what the policies say, on each database, records it and ends with 0", async () => {
    const { code, lines, err } = await once([
      policy({ protected_users: ["app"], match: { users: ["report", "app"] }, reason: "too slow" }),
      policy({ target: DAS }),
    ]);
    expect(code).toBe(0);
    expect((await kills()).sort()).toEqual(["11", "21"]);
    const ofDbbrain = lines.filter(({ target }) => target.service === "dbbrain");
    expect(short(ofDbbrain)).toEqual([
      "spared 12 protected",
      "killed 11 too slow",
      "killed 11 killed",
      "pass",
    ]);
    expect(ofDbbrain[2]!.request_id).toEqual(expect.any(String));
    expect(err).toContain("enforces 2 policies on 2 databases");
    expect(err).toContain("dbbrain cdb-1: report: kills sent: 1 killed; spared: 1 protected");
  });

  test.each([
    ["mode = observe", { mode: "observe" }, {}],
    ["--dry-run", {}, { dryRun: true }],
  ])("with %s sends nothing but looks", async (_, more, options) => {
    const { code, lines } = await once([policy(more), policy({ ...more, target: DAS })], options);
    expect(code).toBe(0);
    expect(short(lines).sort()).toEqual(["pass", "pass", "would_kill 11", "would_kill 21"]);
    const actions = (await requests()).map(({ action }) => action);
    expect(actions.length).toBeGreaterThan(1);
    expect(actions.filter((action) => !READS.test(action))).toEqual([]);
  });

  test("once: ends with 3 where a cap stops a pass, and with 1 where a database fails, which weighs more", async () => {
    const capped = await once([policy({ max_kills: 0 }), policy({ target: DAS, name: "das" })]);
    expect(capped.code).toBe(3);
    expect(short(capped.lines.filter(({ policy: name }) => name === "report"))).toEqual([
      "capped max_kills",
      "spared 11 capped",
      "pass",
    ]);
    // The other database is enforced all the same.
    expect(await kills()).toEqual(["21"]);
    const gone = await once([
      policy({ max_kills: 0 }),
      policy({ target: { ...DBBRAIN, instance_id: "cdb-gone" }, name: "gone" }),
    ]);
    expect(gone.code).toBe(1);
    expect(gone.lines.find(({ policy: name }) => name === "gone")).toMatchObject({
      event: "error",
      code: expect.stringMatching(/^DBKILL_/),
    });
    expect(gone.err).toContain("dbbrain cdb-gone: ");
  });

  test("is wrong usage where the policies can't be used, and nothing is asked", async () => {
    await expect(once([policy({ max_kills: "many" })])).rejects.toThrow(UsageError);
    await expect(once([policy()], { policy: "reprot" })).rejects.toThrow('Is "report" meant?');
    expect(await requests()).toEqual([]);
  });

  test("what can't be recorded is not killed, and ends with 1", async () => {
    const { code, err } = await once([policy()], { audit: "/dev/full" });
    expect(code).toBe(1);
    expect(err).toContain("DBKILL_AUDIT_FAILED");
    expect(await kills()).toEqual([]);
    expect((await requests()).filter(({ action }) => !READS.test(action))).toEqual([]);
    const nowhere = await once([policy()], { audit: join(folder.path, "none", "audit") });
    expect(nowhere.code).toBe(1);
    expect(nowhere.err).toContain("DBKILL_AUDIT_FAILED");
  });

  test("sends no kill while the stop file is there, and says so", async () => {
    const stopFile = folder.write("stop", "");
    const { code, lines, err } = await once([policy()], { stopFile });
    expect(code).toBe(0);
    expect(short(lines)).toEqual(["would_kill 11", "pass"]);
    expect(err).toContain("DBKILL_KILLS_STOPPED");
    expect(await kills()).toEqual([]);
    rmSync(stopFile);
    expect((await once([policy()], { stopFile })).code).toBe(0);
    expect(await kills()).toEqual(["11"]);
  });

  test("sends no kill where nothing tells whether the stop file is there", async () => {
    await once([policy()], { stopFile: join(folder.write("file", ""), "stop") });
    expect(await kills()).toEqual([]);
  });

  test("carries out one policy alone, and the others of its database still protect", async () => {
    const policies = [
      policy({ name: "a" }),
      policy({ name: "b", match: { users: ["app"] } }),
      policy({ name: "c", match: { users: ["x"] }, protected_users: ["report"] }),
    ];
    const { lines } = await once(policies, { policy: "b" });
    expect(new Set(lines.map(({ policy: name }) => name))).toEqual(new Set(["b"]));
    expect(await kills()).toEqual(["12"]);
    await once(policies, { policy: "a" });
    expect(await kills()).toEqual(["12"]);
  });

  test("takes policies that spell out the region and those that don't for policies of one database", async () => {
    const { lines } = await once([
      policy({ name: "a" }),
      policy({ name: "b", target: { ...DBBRAIN, region: "ap-guangzhou" } }),
    ]);
    expect(lines.find(({ policy: name }) => name === "b")).toMatchObject({ reason: "other_policy" });
    expect(await kills()).toEqual(["11"]);
  });

  test("leaves to the vendor what its task can enforce, and warns of it", async () => {
    const { code, err } = await once([written({ target: DBBRAIN })]);
    expect(code).toBe(0);
    expect(err).toContain("DBKILL_POLICY_LEFT_TO_VENDOR");
    expect(await kills()).toEqual([]);
    const dry = await once([written({ target: DBBRAIN })], { dryRun: true });
    expect(dry.err).toContain("DBKILL_POLICY_LEFT_TO_VENDOR");
  });

  test("obeys a document that says who enforces, and doubts aloud what it would decide otherwise", async () => {
    const given = await once([written({ target: DBBRAIN, max_kills: 5, enforced_by: "vendor" })]);
    expect(given.err).toMatch(/can't express max_kills.*DBKILL_POLICY_LEFT_TO_VENDOR/);
    expect(await kills()).toEqual([]);
    const left = await once([written({ target: DBBRAIN, enforced_by: "runner" })]);
    expect(left.err).not.toContain("DBKILL_POLICY_LEFT_TO_VENDOR");
    expect(await kills()).toEqual(["11"]);
  });

  test("enforces the databases of its shard alone", async () => {
    const both = [policy(), policy({ target: DAS })];
    const shards = [1, 2, 3].map((index) => ({ index, count: 3 }));
    const parts: string[][] = [];
    for (const shard of shards) {
      const { lines } = await once(both, { shard, dryRun: true });
      parts.push([...new Set(lines.map(({ target }) => target.service))]);
    }
    expect(parts.flat().sort()).toEqual(["das", "dbbrain"]);
  });

  test("hides statements in the audit where it is told to", async () => {
    const { lines, err } = await once([policy()], { auditStatements: "none" });
    expect(lines[0]!.session).toMatchObject({ id: "11", info: "" });
    expect(err).not.toContain("private");
  });

  test("counts the kills of the hour before a restart, from the audit", async () => {
    const capped = [policy({ max_kills_per_hour: 1 })];
    expect((await once(capped, { audit })).code).toBe(0);
    await add(DBBRAIN, { id: "13", user: "report" });
    expect((await once(capped, { audit })).code).toBe(3);
    expect(short(auditOf(audit)).slice(-3)).toEqual([
      "capped max_kills_per_hour",
      "spared 13 capped",
      "pass",
    ]);
    // An hour later.
    const older = readFileSync(audit, "utf8").replaceAll(/"at":"[^"]*"/g, '"at":"2020-01-01T00:00:00.000Z"');
    writeFileSync(audit, older);
    expect((await once(capped, { audit })).code).toBe(0);
    expect(await kills()).toEqual(["11", "13"]);
  });

  test("counts a kill whose outcome is not recorded, and none of another policy or database", async () => {
    const capped = [policy({ max_kills_per_hour: 1 }), policy({ name: "free", target: DAS })];
    await once(capped, { audit });
    const begun = auditOf(audit).filter(({ outcome }) => outcome === undefined);
    writeFileSync(audit, begun.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await add(DBBRAIN, { id: "13", user: "report" });
    await add(DAS, { id: "23", user: "report" });
    expect((await once([policy({ max_kills_per_hour: 1 })], { audit })).code).toBe(3);
    const other = policy({ name: "report", target: DAS, max_kills_per_hour: 1 });
    expect((await once([other], { audit })).code).toBe(0);
    expect((await kills()).sort()).toEqual(["11", "21", "23"]);
  });

  test("warns of an hourly cap that no file keeps", async () => {
    const capped = [policy({ max_kills_per_hour: 5 })];
    expect((await once(capped)).err).toContain("DBKILL_HOURLY_CAP_NOT_KEPT");
    expect((await once(capped, { audit })).err).not.toContain("DBKILL_HOURLY_CAP_NOT_KEPT");
  });

  describe("until it is told to end", () => {
    /** Starts it, and ends it after what is to be seen. */
    const running = async (
      more: Partial<EnforceOptions>,
      see: (io: ReturnType<typeof enforceIo>) => Promise<void>,
    ) => {
      const io = enforceIo(env);
      const done = start({ policies: join(folder.path, "policies.json"), audit, ...more }, io);
      try {
        await Promise.race([
          see(io),
          done.then(() => Promise.reject(new Error(`it ended: ${io.printed.err}`))),
        ]);
      } finally {
        io.end.abort();
      }
      expect(await done).toBe(0);
      return io.printed;
    };
    const passes = () => auditOf(audit).filter(({ event }) => event === "pass").length;

    test("kills what comes later, and says the same thing once", async () => {
      file(policy({ protected_users: ["app"], match: { users: ["report", "app"] } }));
      const { err } = await running({}, async () => {
        await until(async () => (await kills()).length === 1);
        await add(DBBRAIN, { id: "13", user: "report" });
        await until(async () => (await kills()).length === 2);
        const before = passes();
        await until(() => passes() > before + 2);
      });
      const spared = auditOf(audit).filter(({ event }) => event === "spared");
      expect(short(spared)).toEqual(["spared 12 protected"]);
      expect(err.match(/kills sent/g)).toHaveLength(2);
    });

    test("says what stays as it is once", async () => {
      file(policy({ mode: "observe" }), policy({ name: "capped", match: { users: ["app"] }, max_kills: 0 }));
      const { err } = await running({ stopFile: folder.write("stop", "") }, () => until(() => passes() > 8));
      for (const text of ["would kill 1", "stopped by a cap", "the stop file "]) {
        expect([text, err.split(text).length - 1]).toEqual([text, 1]);
      }
    });

    test("takes up policies that change, and keeps what it knows of those that don't", async () => {
      const kept = policy({ name: "kept", max_kills_per_hour: 1 });
      file(kept);
      await running({}, async (io) => {
        await until(async () => (await kills()).length === 1);
        file(kept, policy({ name: "new", match: { users: ["app"] } }));
        await until(async () => (await kills()).length === 2);
        expect(io.printed.err).toContain("enforces 2 policies on 1 database");
        await add(DBBRAIN, { id: "13", user: "report" });
        await until(() => short(auditOf(audit)).includes("capped max_kills_per_hour"));
        // An edit does not forget the hour's kills either.
        file(policy({ name: "kept", max_kills_per_hour: 1, reason: "edited" }));
        await until(() => {
          const capped = auditOf(audit).filter(({ event }) => event === "capped");
          return new Set(capped.map(({ document_hash }) => document_hash)).size === 2;
        });
      });
      expect(await kills()).toEqual(["11", "12"]);
    });

    test("keeps the last good policies while the new ones can't be used, and says so once", async () => {
      file(policy());
      const { err } = await running({}, async (io) => {
        await until(async () => (await kills()).length === 1);
        folder.write("policies.json", '{"version":1,"policies":[{"name":');
        await until(() => io.printed.err.includes("DBKILL_POLICIES_NOT_RELOADED"));
        await add(DBBRAIN, { id: "13", user: "report" });
        await until(async () => (await kills()).length === 2);
        rmSync(join(folder.path, "policies.json"));
        await until(() => (io.printed.err.match(/DBKILL_POLICIES_NOT_RELOADED/g) ?? []).length === 2);
        await add(DBBRAIN, { id: "14", user: "report" });
        await until(async () => (await kills()).length === 3);
        file(policy({ match: { users: ["app"] } }));
        await until(async () => (await kills()).length === 4);
      });
      expect(err.match(/DBKILL_POLICIES_NOT_RELOADED/g)).toHaveLength(2);
      expect(err).toMatch(/policies\.json.*DBKILL_/);
    });

    test("takes policies of a URL, and keeps them while it can't be read or does not answer", async () => {
      let answer: (response: ServerResponse) => void = (response) => {
        response.end(JSON.stringify(document(policy())));
      };
      let asked = 0;
      const server = createServer((_, response) => {
        asked++;
        answer(response);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      try {
        const { err } = await running({ policies: `http://127.0.0.1:${port}/p.json` }, async () => {
          await until(async () => (await kills()).length === 1);
          answer = (response) => response.writeHead(503).end();
          const before = asked;
          await add(DBBRAIN, { id: "13", user: "report" });
          await until(async () => (await kills()).length === 2 && asked > before + 3);
          answer = (response) =>
            response.end(JSON.stringify(document(policy({ match: { users: ["app"] } }))));
          await until(async () => (await kills()).length === 3);
          // Never answers: passes go on.
          let hanging = 0;
          answer = () => {
            hanging++;
          };
          await until(() => hanging === 1);
          const reached = passes();
          await until(() => passes() > reached + 1);
        });
        const lines = err.split("\n");
        const reasons = lines.filter((_, at) => lines[at - 1]?.includes("DBKILL_POLICIES_NOT_RELOADED"));
        // Each reason once: on a slow machine an answer can also take too long for a pass.
        expect(reasons).toEqual([...new Set(reasons)]);
        expect(reasons.join()).toContain("DBKILL_POLICIES_UNREACHABLE");
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });

    test("ends its kills when the last policy is taken away, and says that there is none", async () => {
      file(policy());
      const { err } = await running({}, async (io) => {
        await until(async () => (await kills()).length === 1);
        file();
        await until(() => io.printed.err.includes("DBKILL_POLICIES_EMPTY"));
        await add(DBBRAIN, { id: "13", user: "report" });
        file(policy({ match: { users: ["app"] } }));
        await until(async () => (await kills()).length === 2);
      });
      expect(err).toContain("enforces 0 policies");
      expect(await kills()).toEqual(["11", "12"]);
    });

    test("ends the kills of the policy of --policy when it leaves the document, and enforces it once it is back", async () => {
      const other = policy({ name: "other", match: { users: ["app"] } });
      file(policy({ name: "asked" }), other);
      await running({ policy: "asked", listen: { host: "127.0.0.1", port: 0 } }, async (io) => {
        await until(async () => (await kills()).length === 1);
        const [, url] = /listens on (\S+)/.exec(io.printed.err)!;
        const metrics = async () => (await fetch(new URL("/metrics", url))).text();
        file(other);
        await until(() => io.printed.err.includes("DBKILL_POLICIES_EMPTY"));
        expect(await metrics()).toMatch(/^dbkill_policies 0$/m);
        expect(await metrics()).toMatch(/^dbkill_policies_outdated 0$/m);
        await add(DBBRAIN, { id: "13", user: "report" }, { id: "14", user: "app" });
        await sleep(500);
        expect(await kills()).toEqual(["11"]);
        // The others count as they are now.
        file(
          policy({ name: "asked", match: { users: ["report", "app"] } }),
          policy({ name: "other", match: { users: ["x"] }, protected_users: ["report"] }),
        );
        await until(async () => (await kills()).length === 3);
        expect(await metrics()).toMatch(/^dbkill_policies 1$/m);
      });
      expect((await kills()).sort()).toEqual(["11", "12", "14"]);
    });

    test("stops at once for the stop file, and goes on after it", async () => {
      const stopFile = folder.write("stop", "");
      file(policy());
      await running({ stopFile }, async (io) => {
        await until(() => passes() > 2);
        expect(await kills()).toEqual([]);
        rmSync(stopFile);
        await until(async () => (await kills()).length === 1);
        expect(io.printed.err).toContain("the stop file is gone");
      });
    });

    test("a database that answers slowly holds no other up, and has no two passes at once", async () => {
      await emulator.setFaults([
        { service: "das", action: "query-process-list", kind: "slow", delay_ms: 1_500 },
      ]);
      file(policy({ mode: "observe" }), policy({ target: DAS, mode: "observe" }));
      const started = Date.now();
      await running({}, async () => {
        await until(() => passes() > 8);
        const ofDas = (await requests()).filter(({ service }) => service === "das");
        // Each takes that long, and the next begins after it.
        expect(ofDas.length).toBeLessThanOrEqual(Math.ceil((Date.now() - started) / 1_500));
      });
    });

    test("a database that fails keeps no other from being enforced, and is tried again", async () => {
      await emulator.setFaults([{ service: "das", kind: "code", code: "DAS.Broken", times: 1 }]);
      file(policy(), policy({ target: DAS }));
      await running({}, async () => {
        await until(async () => (await kills()).length === 2);
      });
      expect(auditOf(audit).filter(({ event }) => event === "error")).toMatchObject([{ target: DAS }]);
    });
  });
});
