// Bundles the provider into one file that runs on `node`: the same bytes on every platform.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const outfile = join(root, "dist", "terraform-provider-dbkill");

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/provider.ts"],
  outfile,
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20.18",
  format: "cjs",
  charset: "utf8",
  legalComments: "none",
  banner: { js: "#!/usr/bin/env node" },
  metafile: true,
  // undici carries its HTTP parser twice, with and without SIMD instructions; one is enough.
  plugins: [
    {
      name: "one-parser",
      setup: (bundler) =>
        bundler.onResolve({ filter: /llhttp_simd-wasm/ }, () => ({
          path: join(root, "node_modules/undici/lib/llhttp/llhttp-wasm.js"),
        })),
    },
  ],
  logLevel: "warning",
});
chmodSync(outfile, 0o755);

/** The licences of everything that went into the bundle, as they ask to be passed on. */
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((input) => {
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
mkdirSync(dirname(outfile), { recursive: true });
writeFileSync(join(root, "dist", "THIRD-PARTY-LICENSES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));
