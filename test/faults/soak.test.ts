import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

function soak(...args: string[]) {
  const program = [require.resolve("tsx/cli"), join(ROOT, "scripts", "soak.ts"), ...args];
  return spawnSync(process.execPath, program, { encoding: "utf8", cwd: ROOT });
}

test("one trial of a soak is repeated by its seed and number, and no other is played", () => {
  const { status, stdout } = soak("--seed", "1", "--trial", "5");
  expect(stdout).toMatch(/^seed 1, 1 min: trials 1, /);
  expect(status).toBe(0);
}, 30_000);

test("a trial that is no number is wrong usage", () => {
  expect(soak("--trial", "x").status).toBe(2);
}, 30_000);
