import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const undici = dirname(require.resolve("undici/package.json"));

/** What a client of HTTP/1.1 with bodies of text never calls: HTTP/2, and bodies that are forms. Either fails loudly if it is called. */
const UNUSED = /\/(client-h2|web\/fetch\/body)\.js$/;
/** The HTTP parser, a WebAssembly program. undici carries it twice, with and without SIMD instructions; one is enough. */
const PARSER = /\/llhttp(_simd)?-wasm\.js$/;
/** All numbers and tables of the parser, of which the client uses few. */
const CONSTANTS = /\/llhttp\/constants\.js$/;

/**
 * esbuild's plugin that leaves out of undici what the provider never calls, and packs its parser.
 *
 * @param pack - as `pack` of `src/cli/packed.ts`
 */
export const leanUndici = (pack) => ({
  name: "lean-undici",
  setup(bundler) {
    const within = (namespace) => (args) =>
      args.resolveDir.startsWith(undici)
        ? { path: args.path, namespace, pluginData: args.importer }
        : undefined;
    bundler.onResolve({ filter: UNUSED }, within("undici-unused"));
    bundler.onLoad({ filter: /.*/, namespace: "undici-unused" }, ({ path }) => ({
      contents: `module.exports = function () { throw new Error("The provider has no ${path}"); };`,
    }));
    // One path for both, so that it is there once.
    bundler.onResolve({ filter: PARSER }, () => ({ path: "parser", namespace: "undici-parser" }));
    bundler.onLoad({ filter: /.*/, namespace: "undici-parser" }, () => {
      const parser = require(join(undici, "lib/llhttp/llhttp-wasm.js"));
      return {
        contents: `module.exports = require("./src/cli/packed").unpack("${pack(parser)}", ${parser.length});`,
        resolveDir: root,
      };
    });
    bundler.onResolve({ filter: CONSTANTS }, within("undici-constants"));
    bundler.onLoad({ filter: /.*/, namespace: "undici-constants" }, ({ pluginData: importer }) => {
      const all = require(join(undici, "lib/llhttp/constants.js"));
      const used = new Set(readFileSync(importer, "utf8").match(/(?<=\bconstants\.)[A-Z_]+/g));
      if (used.size === 0)
        throw new Error(`${importer} uses constants in a way that the bundle does not know`);
      return {
        contents: JSON.stringify(Object.fromEntries([...used].map((name) => [name, all[name]]))),
        loader: "json",
      };
    });
  },
});
