const VERSION = /^(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?$/;

/** Why a version can't follow another; undefined: it can. A release may use the announced, unreleased version. */
export function versionProblem(next: string, current: string): string | undefined {
  const [to, from] = [next, current].map((text) => VERSION.exec(text));
  if (!to) return `${JSON.stringify(next)} is not a version, such as 1.2.3.`;
  if (!from || next === current) return undefined;
  for (const at of [1, 2, 3]) {
    const difference = Number(to[at]) - Number(from[at]);
    if (difference !== 0) return difference > 0 ? undefined : `${next} is older than ${current}.`;
  }
  // A pre-release comes before its release.
  return to[4] && !from[4] ? `${next} is older than ${current}.` : undefined;
}

const UNRELEASED = /^## \[Unreleased\](?:: (\S+))?$/m;

/**
 * The changelog with its newest section released.
 *
 * @throws Error if there is no unreleased section, if it is for another version, or if it is empty
 */
export function releaseChangelog(changelog: string, version: string, date: string): string {
  const heading = UNRELEASED.exec(changelog);
  if (!heading) throw new Error("CHANGELOG.md has no section [Unreleased].");
  if (heading[1] && heading[1] !== version)
    throw new Error(`CHANGELOG.md calls the next version ${heading[1]}, not ${version}.`);
  const after = changelog.slice(heading.index + heading[0].length).split(/^## /m)[0]!;
  if (!/^- /m.test(after)) throw new Error("The section [Unreleased] of CHANGELOG.md is empty.");
  return changelog.replace(UNRELEASED, `## [${version}] - ${date}`);
}

/** Whether the changelog has a released section of a version. */
export function isReleased(changelog: string, version: string): boolean {
  return changelog.includes(`\n## [${version}] - `);
}

/** A text with a version's own number in HCL and in the name of the package's file replaced. */
export function withVersion(text: string, from: string, to: string): string {
  return text
    .replaceAll(new RegExp(`(\\bversion\\s*= ")${from.replaceAll(".", "\\.")}(")`, "g"), `$1${to}$2`)
    .replaceAll(`cdktf-dbkill-${from}.tgz`, `cdktf-dbkill-${to}.tgz`);
}
