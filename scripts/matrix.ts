/**
 * `npm run test:matrix`: the acceptance tests on other versions of Terraform and Node, and projects as users have them. Prints one
 * table: versions down, folders of tests across.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unavailable } from "./matrix/cache";
import { type MatrixOptions, parseOptions, UsageError, usage } from "./matrix/options";
import { runProject, StepFailed } from "./matrix/project-run";
import { PROJECT_NAMES, PROJECTS } from "./matrix/projects";
import { planRows, type Row } from "./matrix/rows";
import { cellsOf, type JestReport, jestArguments, PROJECTS as PROJECTS_COLUMN, TOP } from "./matrix/suites";
import { type Cell, cellOf, closing, exitCode, type RowResult, sum, table } from "./matrix/table";
import { type Tools, titleOf, titleOfTerraform, tools } from "./matrix/tools";
import { findTerraform } from "./terraform";

const ROOT = join(__dirname, "..");
const ACCEPTANCE = join(ROOT, "test", "acceptance");

/** Every column there can be: the folders of the acceptance tests, the files beside them, and the projects. */
function allColumns(): string[] {
  const folders = readdirSync(ACCEPTANCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [TOP, ...folders.map(({ name }) => name).sort(), PROJECTS_COLUMN];
}

async function runRow(row: Row, tarball: string, temporary: string): Promise<RowResult> {
  const started = Date.now();
  const notRun: string[] = [];
  const cells: Record<string, Cell> = {};
  let versions = titleOf(row.terraform, row.node);
  try {
    const found = await tools(row.terraform, row.node);
    versions = found.title;
    console.log(`${versions} ...`);
    if (row.tests !== "none") Object.assign(cells, await runTests(row.tests, found, temporary));
    for (const name of row.projects) {
      try {
        const cell = await projectCell(name, tarball, found);
        cells[PROJECTS_COLUMN] = sum([cells[PROJECTS_COLUMN] ?? cellOf(), cell]);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        notRun.push(`project ${name}: ${error.message}`);
      }
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    notRun.push(error.message);
  }
  return { versions, cells, seconds: (Date.now() - started) / 1000, notRun };
}

/** Jest itself runs under the Node that is tested. What it prints is indented: its closing line is not that of this run. */
async function runTests(tests: "all" | "life", { node, path }: Tools, temporary: string) {
  const report = join(temporary, "report.json");
  rmSync(report, { force: true });
  const jest = spawn(node, jestArguments(tests, report), {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [jest.stdout, jest.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) =>
    jest.on("error", reject).on("close", resolve),
  );
  console.log(printed.trimEnd().replace(/^/gm, "    "));
  let cells: Record<string, Cell>;
  try {
    cells = cellsOf(JSON.parse(readFileSync(report, "utf8")) as JestReport, ACCEPTANCE);
  } catch {
    cells = {};
  }
  // Jest that ends badly has a failure to show, or it never came to run its tests.
  return (code === 0) === (sum(Object.values(cells)).failed === 0) && Object.keys(cells).length > 0
    ? cells
    : { ...cells, [TOP]: sum([cells[TOP] ?? cellOf(), cellOf(0, 1)]) };
}

async function projectCell(name: string, tarball: string, found: Tools): Promise<Cell> {
  try {
    await runProject(PROJECTS.find((project) => project.name === name)!, tarball, found);
    return cellOf(1);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.log(error.message.replace(/^/gm, "    "));
    return cellOf(0, 1);
  }
}

async function main(options: MatrixOptions): Promise<number> {
  const binary = findTerraform(process.env.PATH, ["terraform"]);
  const machine = {
    terraform: binary && titleOfTerraform(binary).split(" ")[1],
    nodeMajor: process.versions.node.split(".")[0]!,
  };
  const rows = planRows(options, machine, PROJECT_NAMES);
  execFileSync("npm", ["run", "--silent", "build"], { cwd: ROOT, stdio: "inherit" });
  const temporary = mkdtempSync(join(tmpdir(), "dbkill-matrix-"));
  const results: RowResult[] = [];
  try {
    const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", temporary];
    const tarball = join(temporary, execFileSync("npm", pack, { cwd: ROOT, encoding: "utf8" }).trim());
    for (const row of rows) results.push(await runRow(row, tarball, temporary));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const met = allColumns().filter((column) => results.some(({ cells }) => cells[column]));
  console.log(`\n${table(results, met)}\n\n${closing(results)}`);
  return exitCode(results);
}

try {
  const options = parseOptions(process.argv.slice(2), PROJECT_NAMES);
  if (options.help) console.log(usage(PROJECT_NAMES));
  else
    main(options).then(
      (code) => process.exit(code),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage(PROJECT_NAMES)}`);
  process.exit(2);
}
