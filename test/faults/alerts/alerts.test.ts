import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RULES = join(__dirname, "..", "..", "..", "examples", "kubernetes", "prometheus-rules.yaml");

/** By promtool, of Debian's package `prometheus`. */
describe("the alerts of Prometheus, by promtool", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-alerts-"));
    copyFileSync(RULES, join(folder, "prometheus-rules.yaml"));
    copyFileSync(join(__dirname, "rules.yaml"), join(folder, "rules.yaml"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const promtool = (...words: string[]) =>
    execFileSync("promtool", words, { cwd: folder, encoding: "utf8", stdio: "pipe" });

  test("are rules that Prometheus takes", () => {
    expect(promtool("check", "rules", "prometheus-rules.yaml")).toContain("SUCCESS");
  });

  test("fire when they should, and not before", () => {
    expect(promtool("test", "rules", "rules.yaml")).toContain("SUCCESS");
  });
});
