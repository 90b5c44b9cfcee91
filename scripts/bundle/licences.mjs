import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of everything that went into the bundle, as they ask to be passed on.
 *
 * @param root - the package's folder
 * @param inputs - paths of files in it, as esbuild's metafile has them
 * @throws Error for a package whose licence is in no file: somebody has to find out what it asks for
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
        `${name} ${version} (${license}) goes into the provider, and its licence is in no file.`,
      );
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return notices.join(`\n${"-".repeat(80)}\n\n`);
}
