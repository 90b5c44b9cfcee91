/** `npm run test:native [-- PATH...]`: builds the native executable for this machine twice, compares, and runs its tests. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "dbkill-native-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

const release = [
  "tsx",
  "scripts/release-provider.ts",
  "--platform",
  "linux_amd64",
  "--check",
  "--out",
  folder,
];
run("npm", ["run", "--silent", "build"]);
run("npx", ["--no-install", ...release]);
run("npx", ["--no-install", "jest", "--config", "jest.native.config.js", ...process.argv.slice(2)], {
  DBKILL_TEST_PROVIDER: join(folder, "registry"),
});
