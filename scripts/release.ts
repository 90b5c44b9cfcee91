/**
 * `npm run release -- VERSION`: makes the commit and the tag of a release. Pushing the tag has `.github/workflows/release.yml` build and
 * publish it. `npm run release -- --check` checks, in that workflow, that a tag is ready to publish.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { contentProblems, packedFiles } from "./release/package-content";
import { isReleased, releaseChangelog, versionProblem, withVersion } from "./release/version";

const ROOT = resolve(__dirname, "..");
const CHANGELOG = join(ROOT, "CHANGELOG.md");
const USAGE = `Usage: npm run release -- VERSION | --check

VERSION  sets the version everywhere, dates the changelog, builds, tests, checks what npm would publish, and makes
         a commit and a tag. Nothing is pushed and nothing is published.
--check  checks the working tree: one version everywhere, a dated changelog, the content of the package.`;

const read = (file: string) => readFileSync(file, "utf8");
const versionOf = () => (JSON.parse(read(join(ROOT, "package.json"))) as { version: string }).version;

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: ROOT, stdio: "inherit" });
}

const git = (...args: string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();

function release(version: string): void {
  const current = versionOf();
  const problem = versionProblem(version, current);
  if (problem) throw new Error(problem);
  if (git("status", "--porcelain") !== "")
    throw new Error("There are uncommitted changes. Commit or stash them.");
  if (git("tag", "--list", `v${version}`) !== "") throw new Error(`The tag v${version} already exists.`);
  const changelog = releaseChangelog(read(CHANGELOG), version, new Date().toISOString().slice(0, 10));

  run("npm", "version", version, "--no-git-tag-version", "--allow-same-version");
  writeFileSync(CHANGELOG, changelog);
  for (const file of written()) writeFileSync(file, withVersion(read(file), current, version));
  for (const script of ["build", "bindings", "docs", "lint", "test"]) run("npm", "run", "--silent", script);
  checkContent();
  run("git", "add", "--all");
  run("git", "commit", "--message", `Release ${version}`);
  run("git", "tag", "--annotate", `v${version}`, "--message", `Release ${version}`);
  console.log(`Committed and tagged. To publish: git push --follow-tags`);
}

/** Documents that contain the version. */
function written(): string[] {
  const below = ["examples", join("docs", "guides")].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [join(ROOT, "README.md"), ...below];
}

function check(): void {
  const version = versionOf();
  const tag = process.env.GITHUB_REF_NAME;
  if (tag && tag !== `v${version}`) throw new Error(`The tag is ${tag}, but package.json says ${version}.`);
  const lock = JSON.parse(read(join(ROOT, "package-lock.json"))) as { version: string };
  if (lock.version !== version) throw new Error(`package-lock.json says ${lock.version}, not ${version}.`);
  if (!isReleased(read(CHANGELOG), version))
    throw new Error(`CHANGELOG.md has no dated section for ${version}.`);
  checkContent();
  console.log(`${version} is ready to publish.`);
}

function checkContent(): void {
  const problems = contentProblems(packedFiles(ROOT));
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function main([argument, ...others]: readonly string[]): void {
  if (argument === undefined || others.length > 0) throw new Error(USAGE);
  if (argument === "--check") check();
  else release(argument);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
