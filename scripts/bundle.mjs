// Builds the provider, the same bytes on every platform: `terraform-provider-dbkill`, a shell script that Terraform starts;
// `check.cjs`, which checks the version of Node.js; `start.cjs`, which finds compiled code of the program; and the program:
// `provider.cjs`, which serves, `types.cjs`, which it loads when Terraform asks for more than the schemas, and `mysql.cjs`, the driver,
// which that loads when a MySQL server itself is asked.
import { chmodSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";
import { build } from "esbuild";
import { leanDriver } from "./bundle/driver.mjs";
import { thirdPartyLicences } from "./bundle/licences.mjs";
import { templateZip } from "./bundle/template.mjs";
import { leanUndici } from "./bundle/undici.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const { engines, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** The oldest Node.js that the provider runs on, such as `20.18.1`. */
const node = engines.node.replace(">=", "");

/** Everything that went into the bundle, chunks included. */
const inputs = new Set();

/** Of the package's own description the provider needs its version. */
const versionAlone = {
  name: "version-alone",
  setup: (bundler) =>
    bundler.onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === join(root, "package.json")
        ? { contents: JSON.stringify({ version }), loader: "json" }
        : undefined,
    ),
};

async function bundle(options) {
  const result = await build({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: "node",
    target: `node${node}`,
    format: "cjs",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // The package's ES modules, of which what is not used falls away.
    alias: { "@msgpack/msgpack": join(root, "node_modules/@msgpack/msgpack/dist.esm/index.mjs") },
    ...options,
    plugins: [...(options.plugins ?? []), versionAlone],
  });
  for (const input of Object.keys(result.metafile.inputs)) inputs.add(input);
  return result;
}

/** The driver is a file of its own, which is loaded when the first server is asked. */
const driverApart = {
  name: "driver-apart",
  setup: (bundler) =>
    bundler.onResolve({ filter: /^mysql2$/ }, () => ({ path: "./mysql.cjs", external: true })),
};

/** What the bundle needs of the sources while it is built. */
async function evaluate(contents) {
  const made = await bundle({ stdin: { contents, resolveDir: root }, write: false, plugins: [driverApart] });
  const module = { exports: {} };
  const names = ["require", "module", "exports"];
  compileFunction(made.outputFiles[0].text, names)(createRequire(import.meta.url), module, module.exports);
  return module.exports;
}

/** The types are a file of their own, which is loaded when the first of them is asked about. */
const typesApart = {
  name: "types-apart",
  setup: (bundler) =>
    bundler.onResolve({ filter: /^\.\.?\/types$/ }, ({ kind }) =>
      kind === "require-call" ? { path: "./types.cjs", external: true } : undefined,
    ),
};
const { pack, premadeResponses } = await evaluate(`
  exports.pack = require("./src/cli/packed").pack;
  const { provider } = require("./src/resources/provider");
  exports.premadeResponses = () => require("./src/framework/rpc/premade").premadeResponses(provider);`);
/** What the provider answers the same at each start, packed so that it unpacks fast: every start of Terraform asks for it. */
const LEAST_MATCH = 16;
const premade = Object.entries(await premadeResponses()).map(([rpc, response]) => [
  rpc,
  { size: response.length, packed: pack(response, LEAST_MATCH) },
]);

// ASCII alone, so that the files are read without decoding.
await bundle({
  entryPoints: { provider: "src/cli/provider.ts", types: "src/cli/types.ts" },
  outdir: dist,
  outExtension: { ".js": ".cjs" },
  charset: "ascii",
  define: { PREMADE: JSON.stringify(Object.fromEntries(premade)) },
  plugins: [leanUndici(pack), typesApart, driverApart],
});
await bundle({
  stdin: {
    contents: `const Connection = require("./lib/connection.js");
      const Config = require("./lib/connection_config.js");
      exports.createConnection = (options) => new Connection({ config: new Config(options) });`,
    resolveDir: join(root, "node_modules/mysql2"),
  },
  outfile: join(dist, "mysql.cjs"),
  charset: "ascii",
  plugins: [leanDriver],
});
await bundle({ entryPoints: ["src/cli/start.ts"], outfile: join(dist, "start.cjs") });
// The handler of the local-exec engines, which shares the types.
await bundle({
  entryPoints: ["src/cli/handler/main.ts"],
  outfile: join(dist, "handler-program.cjs"),
  charset: "ascii",
  plugins: [typesApart],
});
await bundle({ entryPoints: ["src/cli/handler/start.ts"], outfile: join(dist, "handler-start.cjs") });
for (const [source, name, mode] of [
  ["launcher.sh", "terraform-provider-dbkill", 0o755],
  ["check.cjs", "check.cjs", 0o644],
  ["handler.cjs", "handler.cjs", 0o644],
]) {
  const text = readFileSync(join(root, "scripts", "launcher", source), "utf8");
  writeFileSync(join(dist, name), text.replaceAll("@NODE@", node));
  chmodSync(join(dist, name), mode);
}

// The template for `cdktf init --template` and `cdktn init --template`.
writeFileSync(join(dist, "typescript-template.zip"), templateZip(join(root, "templates", "typescript")));

// Assets for browsers are copied unchanged.
cpSync(join(root, "src", "page", "assets"), join(root, "lib", "page", "assets"), {
  recursive: true,
  filter: (path) => !path.endsWith("tsconfig.json"),
});

writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), thirdPartyLicences(root, inputs));
