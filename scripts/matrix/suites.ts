import { dirname, join, relative, sep } from "node:path";
import { type Cell, cellOf, sum } from "./table";

/** The column of the files that lie in no folder of `test/acceptance`. */
export const TOP = "general";
/** The column of the projects. */
export const PROJECTS = "projects";

/** As much as is needed of what `jest --json` writes. */
export interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** What became of the tests, folder by folder. A file that could not be loaded is a failure. */
export function cellsOf(report: JestReport, acceptance: string): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const { name, message, assertionResults } of report.testResults) {
    const [folder] = relative(acceptance, dirname(name)).split(sep);
    const count = (...wanted: string[]) =>
      assertionResults.filter(({ status }) => wanted.includes(status)).length;
    const broken = assertionResults.length === 0 && message !== "" ? 1 : 0;
    const cell = cellOf(count("passed"), count("failed") + broken, count("pending", "todo"));
    const column = folder || TOP;
    cells[column] = sum([cells[column] ?? cellOf(), cell]);
  }
  return cells;
}

/** What to give to Jest. */
export function jestArguments(tests: "all" | "life", reportFile: string): string[] {
  return [
    join("node_modules", "jest", "bin", "jest.js"),
    "--selectProjects",
    "acceptance",
    "--json",
    "--outputFile",
    reportFile,
    ...(tests === "life" ? ["--", join("test", "acceptance", "life.test.ts")] : []),
  ];
}
