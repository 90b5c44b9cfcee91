// Builds the provider, the same bytes on every platform: `terraform-provider-dbkill`, a shell script that Terraform starts;
// `start.cjs`, which checks the version of Node.js; and `provider.cjs`, the program in one file.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** The oldest Node.js that the provider runs on, such as `20.18.1`. */
const node = engines.node.replace(">=", "");

/** Everything that went into the bundle, chunks included. */
const inputs = new Set();

/** undici carries its HTTP parser twice, with and without SIMD instructions; one is enough. */
const oneParser = {
  name: "one-parser",
  setup: (bundler) =>
    bundler.onResolve({ filter: /llhttp_simd-wasm/ }, () => ({
      path: join(root, "node_modules/undici/lib/llhttp/llhttp-wasm.js"),
    })),
};

/**
 * What the provider loads at its first use is carried as a text, and compiled then: most starts only answer questions
 * about schemas, and compiling code that they don't run would take longer than all the rest of the start.
 */
const lazyChunks = {
  name: "lazy-chunks",
  setup(bundler) {
    bundler.onResolve({ filter: /^(re2js|\.\.\/vendors)$/ }, ({ path, kind, resolveDir }) =>
      kind === "require-call" ? { path, namespace: "chunk", pluginData: resolveDir } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "chunk" }, async ({ path, pluginData: resolveDir }) => {
      const stdin = { contents: `module.exports = require(${JSON.stringify(path)});`, resolveDir };
      const external = path === "re2js" ? [] : ["re2js"];
      const chunk = await bundle({ stdin, write: false, plugins: [oneParser], external });
      // What several need is carried once, outside of them.
      const shared = external.map((name) => `case "${name}": return require("${name}");`).join(" ");
      return {
        contents: `const { compileFunction } = require("node:vm");
          const load = (name) => { switch (name) { ${shared} default: return require(name); } };
          const names = ["require", "module", "exports"];
          compileFunction(${JSON.stringify(chunk.outputFiles[0].text)}, names)(load, module, exports);`,
        resolveDir,
      };
    });
  },
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
    ...options,
  });
  for (const input of Object.keys(result.metafile.inputs)) inputs.add(input);
  return result;
}

await bundle({
  entryPoints: ["src/cli/provider.ts"],
  outfile: join(dist, "provider.cjs"),
  plugins: [oneParser, lazyChunks],
});
for (const [source, name, mode] of [
  ["launcher.sh", "terraform-provider-dbkill", 0o755],
  ["start.cjs", "start.cjs", 0o644],
]) {
  const text = readFileSync(join(root, "scripts", "launcher", source), "utf8");
  writeFileSync(join(dist, name), text.replaceAll("@NODE@", node));
  chmodSync(join(dist, name), mode);
}

/** The licences of everything that went into the bundle, as they ask to be passed on. */
const packages = new Set(
  [...inputs].flatMap((input) => {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    return found ? [found[1]] : [];
  }),
);
const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file && existsSync(join(root, folder, file)) ? readFileSync(join(root, folder, file), "utf8") : "";
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
});
writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));
