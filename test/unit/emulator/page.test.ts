import { get } from "node:http";
import { Emulator } from "../../../src/emulator";
import { messagesIn } from "../../support/page";
import { until } from "../../support/runner";

describe("the page of the emulator", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await Emulator.start();
  });
  afterAll(() => emulator.close());

  test("is for browsers; curl gets text", async () => {
    const page = await fetch(`${emulator.url}/`, { headers: { accept: "text/html,*/*" } });
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain('data-events="/_dbkill/events"');
    const text = await fetch(`${emulator.url}/`);
    expect(text.headers.get("content-type")).toMatch(/^text\/plain/);
    const foreign = (path: string) =>
      new Promise((resolve) => {
        const headers = { host: "evil.example", accept: "text/html" };
        get(`${emulator.url}${path}`, { headers, agent: false }, ({ statusCode }) => resolve(statusCode));
      });
    expect([await foreign("/"), await foreign("/_dbkill/events")]).toEqual([403, 403]);
    const posted = await fetch(`${emulator.url}/_dbkill/events`, { method: "POST" });
    expect(posted.status).toBe(404);
  });

  test("shows sessions, what tasks do with them, and kills, as they happen", async () => {
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      sessions: [
        { id: "1", user: "report", unkillable: true, info: "select 1" },
        { id: "2", user: "app" },
        { id: "3", user: "event_scheduler", command: "Daemon" },
        { id: "4", user: "report", duration_seconds: null },
      ],
    });
    const { task_id } = await emulator.addTask({ service: "dbbrain", instance_id: "cdb-1", match: {} });
    const end = new AbortController();
    const events = await fetch(`${emulator.url}/_dbkill/events`, { signal: end.signal });
    let text = "";
    const reading = (async () => {
      for await (const part of events.body!) text += Buffer.from(part).toString("utf8");
    })().catch(() => {});
    await until(() => messagesIn(text).kills.at(-1)?.kills.length === 2);
    const news = messagesIn(text);
    const rule = `task ${task_id}`;
    expect(news.rules.at(-1)!.rules).toMatchObject([{ name: rule, status: "running" }]);
    expect(news.kills.at(-1)!.kills).toMatchObject([
      { key: expect.stringMatching(/2|4/), rule, outcome: "killed" },
      { rule, outcome: "killed" },
    ]);
    await until(() => messagesIn(text).sessions.at(-1)?.total === 2);
    expect(messagesIn(text).sessions.at(-1)!.sessions).toMatchObject([
      { key: "1", verdicts: [{ verdict: "victim", rule }], statement: "select 1" },
      { key: "3", verdicts: [{ verdict: "spared", rule, reason: "system" }] },
    ]);
    await emulator.reset();
    await until(() => messagesIn(text).targets.at(-1)?.total === 0);
    end.abort();
    await reading;
  });
});
