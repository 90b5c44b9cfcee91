import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { emulatorEnvironment } from "../../scripts/emulator-environment";
import { Emulator } from "../../src/emulator";
import type { SessionInput } from "../../src/emulator/core/types";
import { startChromium } from "../support/chromium";
import { RunnerProcess, until } from "../support/runner";

const TARGET = { service: "dbbrain", instance_id: "cdb-1" } as const;
const PLACE = "dbbrain cdb-1";
/** What a client may call itself, or write. */
const SCRIPT = "<script>window.owned = true</script><img src=x onerror='window.owned = true'>";

describe("the page in a browser", () => {
  let browser: Browser;
  let emulator: Emulator;
  let runner: RunnerProcess;
  let folder: string;
  let page: Page;
  /** What the browser complains about, and what is asked of others. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-browser-"));
    emulator = await Emulator.start({ rateLimit: false });
    complaints = [];
  });
  afterEach(async () => {
    await page?.context().close();
    runner?.signal("SIGKILL");
    await runner?.ended();
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const policy = (more: object = {}) => ({
    name: "reports",
    target: TARGET,
    match: { users: ["report"] },
    enforcement: "runner",
    ...more,
  });
  const hand = (...policies: object[]) =>
    writeFileSync(join(folder, "policies.json"), JSON.stringify({ version: 1, policies }));
  const add = (...sessions: SessionInput[]) => emulator.addSessions({ ...TARGET, sessions });
  const startRunner = async (port = 0, ...more: string[]) => {
    const words = ["--policies", join(folder, "policies.json"), "--audit", join(folder, "audit")];
    runner = new RunnerProcess(
      [...words, "--interval", "300ms", "--listen", `127.0.0.1:${port}`, ...more],
      emulatorEnvironment("tencent", emulator.url),
    );
    await until(() => /listens on http/.test(runner.err));
    return /listens on (\S+)/.exec(runner.err)![1]!;
  };
  const open = async (url: string, { width = 1_280, dark = false } = {}) => {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? "dark" : "light",
    });
    page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${url}/`) && !request.url().startsWith("data:"))
        complaints.push(`asks ${request.url()}`);
    });
    await page.goto(url, { waitUntil: "load" });
    return page;
  };
  const rowOf = (table: string, text: string) =>
    page.getByRole("table", { name: table, exact: true }).getByRole("row").filter({ hasText: text });
  const sees = (table: string, text: string, cell: RegExp | string) =>
    rowOf(table, text).filter({ hasText: cell }).first().waitFor({ timeout: 20_000 });
  const SESSIONS = `Sessions of ${PLACE}`;

  test("shows a session that becomes a victim, then its kill with the outcome; what clients write stays text", async () => {
    await add({ id: "12", user: "app", info: "select 2" }, { id: "13", user: SCRIPT, info: SCRIPT });
    hand(policy(), policy({ name: "scripts", match: { users: [SCRIPT] }, mode: "observe", reason: SCRIPT }));
    await open(await startRunner());
    await sees("Policies", "reports", "enforced");
    await sees("Policies", "scripts", SCRIPT);
    await sees(SESSIONS, SCRIPT, "would be killed");
    await sees(SESSIONS, "select 2", "no policy matches");

    await add({ id: "11", user: "report", info: `select '${SCRIPT}'`, lingers_seconds: 1 });
    await sees(SESSIONS, "report", "victim");
    await sees("Last kills", "report", "under way");
    await sees("Last kills", "report", "killed");
    expect((await emulator.state()).kills.map(({ session }) => session.id)).toEqual(["11"]);
    expect(await rowOf("Last kills", "report").textContent()).toContain(SCRIPT);
    await page.getByRole("status").filter({ hasText: "Session 11 of report" }).waitFor({ state: "attached" });
    await rowOf(SESSIONS, "victim").first().waitFor({ state: "detached" });

    expect(await page.evaluate("window.owned")).toBeUndefined();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("its policy lets no script run that is put into it, nor a frame show it", async () => {
    hand(policy());
    const url = await startRunner();
    await open(url);
    const put = `const script = document.createElement("script"); script.text = "window.owned = true"; document.body.append(script)`;
    expect(await page.evaluate(`(() => { try { ${put} } catch { } return window.owned })()`)).toBeUndefined();
    const framing = `new Promise((done) => { const frame = document.createElement("iframe"); frame.onload = () => { try { done(frame.contentDocument?.title ?? "closed") } catch { done("closed") } }; frame.src = "/"; document.body.append(frame) })`;
    expect(await page.evaluate(framing)).not.toBe("dbkill runner");
    expect(complaints.join("\n")).toMatch(/Content Security Policy|TrustedScript/);
  });

  test("says when the line is lost, and goes on by itself", async () => {
    hand(policy({ mode: "observe" }));
    await add({ id: "11", user: "report" });
    const url = await startRunner();
    await open(url);
    await sees(SESSIONS, "report", "would be killed");
    runner.signal("SIGTERM");
    await runner.ended();
    await page.getByText("connection lost").waitFor();
    await add({ id: "12", user: "report", info: "select later" });
    await startRunner(Number(new URL(url).port));
    await sees(SESSIONS, "select later", "would be killed");
    await page.getByText("connection lost").waitFor({ state: "detached" });
  });

  test("shows a part of many sessions, and says so", async () => {
    hand(policy({ mode: "observe" }));
    await add(...Array.from({ length: 9_000 }, () => ({ user: "app", info: "select 1" })), {
      user: "report",
    });
    await open(await startRunner());
    await sees(SESSIONS, "report", "would be killed");
    await page.getByText("8,801 more sessions of 9,001 not shown").waitFor();
    expect(await page.getByRole("table", { name: SESSIONS }).getByRole("row").count()).toBe(201);
  });

  test("shows what is wrong: a database that fails, policies that can't be read, the stop file, no policy", async () => {
    hand(policy({ target: { ...TARGET, instance_id: "cdb-gone" } }));
    const stop = join(folder, "stop");
    await open(await startRunner(0, "--stop-file", stop), { dark: true });
    await page.getByRole("article", { name: "dbbrain cdb-gone" }).getByText("DBKILL_").waitFor();
    await sees("Policies", "reports", "failing");
    writeFileSync(stop, "");
    await page.getByText("DBKILL_KILLS_STOPPED").waitFor();
    writeFileSync(join(folder, "policies.json"), "{");
    await page.getByText("DBKILL_POLICIES_NOT_RELOADED").waitFor();
    hand();
    await page.getByText("DBKILL_POLICIES_EMPTY").waitFor();
    await page.getByText("DBKILL_POLICIES_NOT_RELOADED").waitFor({ state: "detached" });
    expect(await page.getByRole("article").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("works by keyboard, on a telephone, and keeps still while it is paused", async () => {
    await add(
      { id: "11", user: "report", info: "select 1" },
      { id: "12", user: "app", info: "x".repeat(400) },
    );
    hand(policy({ mode: "observe", name: "n".repeat(60) }));
    await open(await startRunner(), { width: 390 });
    await sees(SESSIONS, "report", "would be killed");
    // Nothing is wider than the screen, and tables are tables all the same.
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await page.keyboard.press("Tab");
    await page.keyboard.type("select 1");
    await page.getByText("1 row filtered out").waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await rowOf(SESSIONS, "no policy matches").waitFor({ state: "detached" });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Resume", pressed: true }).waitFor();
    await add({ id: "13", user: "report", info: "select later" });
    await until(async () => {
      const text = await (await fetch(`${page.url()}metrics`)).text();
      return /dbkill_matched_sessions\{.*\} 2/.test(text);
    });
    await page.waitForTimeout(500);
    expect(await rowOf(SESSIONS, "select later").count()).toBe(0);
    await page.keyboard.press("Enter");
    await sees(SESSIONS, "select later", "would be killed");
    expect(complaints).toEqual([]);
  });

  test("is there in the package's emulator too, for its own sessions and tasks", async () => {
    const cli = join(__dirname, "../../lib/cli/main.js");
    const child = spawn(process.execPath, [cli, "emulator", "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        out += part;
      });
      await until(() => /listens on http/.test(out));
      const url = /listens on (http:\/\/[^\s]+\d)/.exec(out)![1]!;
      const post = (path: string, body: object) =>
        fetch(`${url}/_dbkill/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      await open(url);
      await page.getByText("No task was started.").waitFor();
      await post("sessions", { ...TARGET, sessions: [{ user: "report", info: SCRIPT }, { user: "app" }] });
      await post("tasks", { ...TARGET, match: { users: ["report"], min_duration_seconds: 2 } });
      await sees("Kill tasks", "task", "running");
      await sees("Last kills", "report", "killed");
      expect(await rowOf("Last kills", "report").textContent()).toContain(SCRIPT);
      await page.getByText("1 session · 0 victims").waitFor();
      expect(complaints).toEqual([]);
    } finally {
      child.kill();
      await once(child, "close");
    }
  });
});
