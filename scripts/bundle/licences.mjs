import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of everything in the bundle, which must be distributed with it.
 *
 * @param root - the package's folder
 * @param inputs - paths of files in it, as esbuild's metafile has them
 * @throws Error for a package without a licence file: check its terms by hand
 */
export function thirdPartyLicences(root, inputs) {
  const packages = new Set(
    [...inputs].flatMap((input) => {
      const found = /^(?:.*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      return found ? [found[1]] : [];
    }),
  );
  const notices = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file && readFileSync(join(root, folder, file), "utf8").trim();
    if (!text)
      throw new Error(
        `${name} ${version} (${license}) is bundled into the provider but has no licence file.`,
      );
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return notices.join(`\n${"-".repeat(80)}\n\n`);
}
