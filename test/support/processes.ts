import { readdirSync, readFileSync } from "node:fs";

/** The processes that a process has started, and theirs. Linux alone. */
export function descendants(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])] as const];
      } catch {
        return [];
      }
    });
  const of = (parent: number): number[] =>
    parents.filter(([, each]) => each === parent).flatMap(([child]) => [child, ...of(child)]);
  return of(pid);
}
