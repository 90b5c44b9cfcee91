import { type IncomingMessage, request } from "node:http";
import { Server } from "node:net";
import { join } from "node:path";
import { emulatorEnvironment } from "../../../../scripts/emulator-environment";
import type { EnforceOptions } from "../../../../src/cli/enforce/options";
import { RunnerPage } from "../../../../src/cli/enforce/page/runner-page";
import type { PolicyStatus } from "../../../../src/cli/enforce/status";
import { FileSource } from "../../../../src/cli/policies/files";
import { UsageError } from "../../../../src/cli/usage-error";
import { Emulator } from "../../../../src/emulator";
import { documentHash, documentOf, type Policy } from "../../../../src/model";
import { messagesIn } from "../../../support/page";
import { until } from "../../../support/runner";
import { document, Folder, testIo, written } from "../support";
import { enforceIo, start } from "./support";

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

function ask(url: string, path: string, { method = "GET", headers = {} } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    sent.on("error", reject).end();
  });
}

describe("the HTTP interface of dbkill enforce", () => {
  const TARGET = { service: "dbbrain", instance_id: "cdb-1" };
  let emulator: Emulator;
  let folder: Folder;

  beforeAll(async () => {
    emulator = await Emulator.start({ rateLimit: false });
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    folder = new Folder();
    await emulator.reset();
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      sessions: [
        { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
        { id: "12", user: "app", duration_seconds: 75, info: "select 2" },
      ],
    });
  });
  afterEach(() => folder.dispose());

  const policy = (more: object = {}) => written({ target: TARGET, enforcement: "runner", ...more });

  /** Runs it with these policies while `see` looks at it. */
  const serving = async (
    policies: object[],
    see: (url: string) => Promise<void>,
    more: Partial<EnforceOptions> = {},
  ) => {
    const io = enforceIo(emulatorEnvironment("tencent", emulator.url));
    const done = start(
      {
        policies: folder.write("policies.json", document(...policies)),
        audit: join(folder.path, "audit"),
        listen: { host: "127.0.0.1", port: 0 },
        ...more,
      },
      io,
    );
    try {
      await until(() => /listens on http/.test(io.printed.err));
      await see(/listens on (\S+)/.exec(io.printed.err)![1]!);
    } finally {
      io.end.abort();
    }
    expect(await done).toBe(0);
  };
  const statuses = async (url: string) =>
    (JSON.parse((await ask(url, "/v1/policies")).text) as { policies: PolicyStatus[] }).policies;

  test("tells that it is alive, and ends with the command", async () => {
    let place = "";
    await serving([policy()], async (url) => {
      place = url;
      expect(await ask(url, "/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}\n' });
    });
    await expect(ask(place, "/healthz")).rejects.toThrow("ECONNREFUSED");
  });

  // Node.js reports a connection that it can't accept so, as when no file descriptors are left.
  test("goes on after an error of the server", async () => {
    const listen = jest.spyOn(Server.prototype, "listen");
    try {
      await serving([policy()], async (url) => {
        const server = listen.mock.contexts.at(-1) as Server;
        server.emit("error", Object.assign(new Error("accept EMFILE"), { code: "EMFILE" }));
        expect(await ask(url, "/healthz")).toMatchObject({ status: 200 });
      });
    } finally {
      listen.mockRestore();
    }
  });

  test("tells each policy's revision, its last pass and its status, and nothing more", async () => {
    const policies = [
      policy({ name: "enforced" }),
      policy({ name: "observing", mode: "observe" }),
      policy({ name: "disabled", enabled: false }),
      policy({ name: "expired", expires_at: "2020-01-01T00:00:00Z" }),
      policy({ name: "capped", match: { users: ["app"] }, max_kills: 0 }),
      policy({ name: "vendor", enforcement: "auto", match: { users: ["x"] } }),
      policy({ name: "failing", target: { ...TARGET, instance_id: "cdb-gone" } }),
      policy({
        name: "outside_window",
        windows: [closedWindow(new Date())],
      }),
    ];
    await serving(policies, async (url) => {
      await until(async () => (await statuses(url)).every((each) => each.last_pass !== null));
      const all = await statuses(url);
      expect(all.map(({ name, status }) => [name, status])).toEqual(all.map(({ name }) => [name, name]));
      expect(all).toHaveLength(policies.length);
      expect(JSON.parse((await ask(url, "/v1/policies")).text).interval_seconds).toBe(0.1);
      const [first] = all;
      expect(Object.keys(first!).sort()).toEqual(["document_hash", "last_pass", "name", "status"]);
      expect(first!.last_pass).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      const { policies: read } = (await new FileSource(join(folder.path, "policies.json"), testIo()).changed(
        new Date(),
      ))!;
      expect(all.map(({ document_hash }) => document_hash)).toEqual(read.map(hashOf));
    });
  });

  test("tells what a dry run and the stop file make of a policy", async () => {
    await serving([policy()], (url) => until(async () => (await statuses(url))[0]?.status === "observing"), {
      dryRun: true,
    });
    await serving([policy()], (url) => until(async () => (await statuses(url))[0]?.status === "stopped"), {
      stopFile: folder.write("stop", ""),
    });
    expect((await emulator.state()).kills).toEqual([]);
  });

  test("has metrics of passes, kills, the spared, caps and errors", async () => {
    const policies = [
      policy({ name: "kills" }),
      policy({ name: "spares", match: { users: ["app"] }, protected_users: ["app"] }),
      policy({ name: "capped", match: { users: ["app"] }, max_kills: 0 }),
      policy({ name: "fails", target: { ...TARGET, instance_id: "cdb-gone" } }),
    ];
    await serving(policies, async (url) => {
      const metrics = async () => (await ask(url, "/metrics")).text;
      await until(async () =>
        /passes_total\{target="dbbrain cdb-1",result="ok"\} [3-9]/.test(await metrics()),
      );
      const text = await metrics();
      expect((await ask(url, "/metrics")).headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
      const has = (line: RegExp) => expect(text).toMatch(new RegExp(`^${line.source}$`, "m"));
      has(/dbkill_kills_total\{target="dbbrain cdb-1",policy="kills",outcome="killed"\} 1/);
      has(/dbkill_spared_sessions\{target="dbbrain cdb-1",policy="spares",reason="protected"\} 1/);
      has(/dbkill_spared_sessions\{target="dbbrain cdb-1",policy="spares",reason="tool"\} 0/);
      has(/dbkill_matched_sessions\{target="dbbrain cdb-1",policy="spares"\} 1/);
      has(/dbkill_passes_total\{target="dbbrain cdb-gone",result="failed"\} \d+/);
      has(/dbkill_errors_total\{target="dbbrain cdb-gone",code="DBKILL_\w+"\} \d+/);
      has(/dbkill_seconds_since_success\{target="dbbrain cdb-1"\} 0\.\d+/);
      // Since it is enforced, as none of its passes went well.
      const [, since] = /dbkill_seconds_since_success\{target="dbbrain cdb-gone"\} (\S+)/.exec(text)!;
      expect(Number(since)).toBeGreaterThan(0.2);
      has(/dbkill_policies 4/);
      has(/dbkill_kills_stopped 0/);
      has(/dbkill_policies_outdated 0/);
      folder.write("policies.json", "{");
      await until(async () => /^dbkill_policies_outdated 1$/m.test(await metrics()));
    });
  });

  test("answers its own names alone, GET alone, and its own pages alone", async () => {
    await serving(
      [policy()],
      async (url) => {
        const port = new URL(url).port;
        const asked = (path: string, options: object) => ask(url, path, options).then(({ status }) => status);
        expect(await asked("/metrics", { headers: { host: `evil.example:${port}` } })).toBe(403);
        expect(await asked("/v1/policies", { headers: { host: "evil.example" } })).toBe(403);
        expect(await asked("/metrics", { headers: { origin: "https://evil.example" } })).toBe(403);
        expect(await asked("/metrics", { headers: { host: "runner.internal:9464" } })).toBe(200);
        expect(await asked("/metrics?x=1", {})).toBe(200);
        for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
          expect(await asked("/metrics", { method })).toBe(405);
        }
        for (const path of ["/page.js", "/toString", "/__proto__", "/metrics/"]) {
          expect(await asked(path, {})).toBe(404);
        }
      },
      { allowHost: ["runner.internal"] },
    );
  });

  test("has the page, which a link may lead to, and what it shows, for pages of its own alone", async () => {
    await serving([policy()], async (url) => {
      const page = await ask(url, "/");
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining('data-events="/v1/events"') });
      expect(page.headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
        "x-content-type-options": "nosniff",
      });
      const elsewhere = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
      const status = async (path: string, headers: Record<string, string>, method = "GET") =>
        (await ask(url, path, { method, headers })).status;
      expect(await status("/", { ...elsewhere, "sec-fetch-dest": "document" })).toBe(200);
      expect(await status("/", { ...elsewhere, "sec-fetch-dest": "iframe" })).toBe(403);
      expect(await status("/", { ...elsewhere, "sec-fetch-dest": "document" }, "POST")).toBe(403);
      expect(await status("/v1/policies", { ...elsewhere, "sec-fetch-dest": "document" })).toBe(403);
      for (const path of ["/", "/v1/events"]) {
        expect(await status(path, { host: "evil.example" })).toBe(403);
        expect(await status(path, { origin: "https://evil.example" })).toBe(403);
        for (const method of ["POST", "HEAD", "PUT", "DELETE"])
          expect(await status(path, {}, method)).toBe(405);
      }
    });
  });

  test("tells the page of kills as they happen, and ends it with the command", async () => {
    let text = "";
    let ended: Promise<void> | undefined;
    await serving([policy({ match: { users: ["report", "late"] } })], async (url) => {
      const events = await new Promise<IncomingMessage>((resolve) =>
        request(`${url}/v1/events`, { agent: false }, resolve).end(),
      );
      events.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      ended = new Promise((resolve) => events.on("error", () => {}).on("close", resolve));
      const outcomes = () =>
        messagesIn(text)
          .kills.at(-1)
          ?.kills.map(({ key, outcome }) => [key, outcome]) ?? [];
      await until(() => JSON.stringify(outcomes()) === '[["11","killed"]]');
      await emulator.addSessions({
        service: "dbbrain",
        instance_id: "cdb-1",
        sessions: [{ id: "13", user: "late", lingers_seconds: 1 }],
      });
      await until(() => JSON.stringify(outcomes()[0]) === '["13","killed"]');
      const news = messagesIn(text);
      // It was a victim before it was gone.
      expect(news.sessions.flatMap(({ sessions }) => sessions)).toContainEqual(
        expect.objectContaining({ key: "13", verdicts: [{ verdict: "victim", rule: "report" }] }),
      );
      expect(news.kills.flatMap(({ kills }) => kills)).toContainEqual(
        expect.not.objectContaining({ outcome: expect.anything() }),
      );
      expect(news.rules.at(-1)!.rules).toMatchObject([{ name: "report", status: "enforced" }]);
      expect(news.target.at(-1)).toMatchObject({ name: "dbbrain cdb-1", failed: false });
    });
    await ended;
  });

  test.each(["restore", "seen"] as const)(
    "goes on without the page where its %s fails, and shows none that is old",
    async (part) => {
      const broken = jest.spyOn(RunnerPage.prototype, part).mockImplementation(() => {
        throw new Error("of the page");
      });
      try {
        await serving([policy()], async (url) => {
          await until(async () => (await emulator.state()).kills.length === 1);
          expect((await ask(url, "/v1/events")).status).toBe(503);
          expect((await ask(url, "/healthz")).status).toBe(200);
        });
        expect(broken).toHaveBeenCalledTimes(1);
      } finally {
        broken.mockRestore();
      }
    },
  );

  test("tells of one database once, however its policies spell it", async () => {
    const spelt = policy({ name: "spelt", target: { ...TARGET, product: "mysql" } });
    await serving([policy(), spelt], async (url) => {
      const metrics = async () => (await ask(url, "/metrics")).text;
      await until(async () => /passes_total\{.*\} [2-9]/.test(await metrics()));
      expect((await metrics()).match(/^dbkill_seconds_since_success\{.*$/gm)).toEqual([
        expect.stringContaining('target="dbbrain cdb-1"'),
      ]);
    });
  });

  test("says whose port is taken, and what is no address of this machine", async () => {
    const { port } = new URL(emulator.url);
    const policies = folder.write("policies.json", document(policy()));
    const io = enforceIo({});
    await expect(start({ policies, listen: { host: "127.0.0.1", port: Number(port) } }, io)).rejects.toThrow(
      "--listen",
    );
    // Reserved for documentation: nobody has it.
    await expect(start({ policies, listen: { host: "203.0.113.7", port: 0 } }, io)).rejects.toThrow(
      UsageError,
    );
  });
});

const hashOf = (policy: Policy) => documentHash(documentOf(policy));

/** Open on another day of the week than that of a date. */
function closedWindow(now: Date) {
  const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
  return { days: [days[(now.getUTCDay() + 3) % 7]], start: "00:00", end: "24:00", time_zone: "UTC" };
}
