import { spawn } from "node:child_process";
import { join } from "node:path";
import { mariadbAvailable } from "../../scripts/mariadb";
import { collect } from "../../scripts/terraform";

const root = join(__dirname, "..", "..");

test("the demo of the runner checks every claim, and says what it leaves out", async () => {
  const { code, output } = await collect(
    spawn(process.execPath, [require.resolve("tsx/cli"), join("scripts", "demo.ts"), "--runner"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  expect({ code, output }).toMatchObject({ code: 0 });
  const claims = output.match(/^ {3}ok: /gm) ?? [];
  expect(output).toContain(`All ${claims.length} claims above were checked.`);
  for (const code of ["NEEDS_RUNNER", "UNCONFIRMED"]) expect(output).toContain(`Code: DBKILL_POLICY_${code}`);
  for (const claim of [
    "there is one such warning",
    "slow-statements is enforced, says Terraform",
    "the pass ends with 3: a cap stopped it",
  ]) {
    expect(output).toContain(`ok: ${claim}`);
  }
  const real = mariadbAvailable()
    ? "ok: forgotten-transactions is enforced"
    : "mariadbd is not installed, so the part on a real server is left out";
  expect(output).toContain(real);
});
