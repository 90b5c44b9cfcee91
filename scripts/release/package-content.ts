import { execFileSync } from "node:child_process";
import { HANDLER_FILES } from "../../src/handler-format";
import { PROVIDER_FILES } from "../../src/mirror";

const BUILT = [...PROVIDER_FILES, ...HANDLER_FILES];

/** The files that the npm package may contain. Other files in its folders are not published. */
const ALLOWED: readonly RegExp[] = [
  /^(CHANGELOG\.md|LICENSE|README\.md|package\.json)$/,
  /^lib\/[\w./-]+\.(js|d\.ts)$/,
  /^lib\/page\/assets\/page\.(css|html|js)$/,
  new RegExp(
    `^dist/(${[...BUILT, "THIRD-PARTY-LICENSES.txt", "typescript-template.zip"].map((name) => name.replaceAll(".", "\\.")).join("|")})$`,
  ),
  /^(emulator|testing)\/package\.json$/,
  /^examples\/[\w./-]+\.(tf|ts|sh|md|ya?ml|rego|tftest\.hcl)$/,
  /^examples\/[\w-]+\/(Dockerfile(\.dockerignore)?|sessions\.json|grafana-dashboard\.json)$/,
  /^docs\/[\w./-]+\.(md|schema\.json)$/,
];

/** Required files. */
const REQUIRED: readonly string[] = [
  "LICENSE",
  "README.md",
  "lib/index.js",
  "lib/index.d.ts",
  "lib/cli/main.js",
  "dist/THIRD-PARTY-LICENSES.txt",
  ...BUILT.map((name) => `dist/${name}`),
  "lib/page/assets/page.html",
  "dist/typescript-template.zip",
];

/** The problems of a package's files, one line each. */
export function contentProblems(files: readonly string[]): string[] {
  return [
    ...files
      .filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))
      .map((file) => `${file} would be published but is not on the list of allowed files.`),
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing.`),
  ];
}

/** The paths that `npm pack` would put into the package. */
export function packedFiles(root: string): string[] {
  const printed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ files }] = JSON.parse(printed) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}
