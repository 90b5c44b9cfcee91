import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** The texts that hold programs and configurations for readers to copy. */
export const TEXTS = [
  "README.md",
  "docs/guides/auto-kill-policies.md",
  "docs/guides/cdktf.md",
  "docs/guides/credentials.md",
  "docs/guides/emulator.md",
  "docs/guides/from-pt-kill.md",
  "docs/guides/safety.md",
];

/** A block of code in a text. */
export interface CodeBlock {
  /** Such as `README.md, line 12`. */
  readonly where: string;
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of some texts of the repository that are in one of these languages. */
export function codeBlocks(texts: readonly string[], ...languages: readonly string[]): CodeBlock[] {
  return texts.flatMap((name) => {
    const text = readFileSync(join(root, name), "utf8");
    return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
      .map((found) => ({
        where: `${name}, line ${text.slice(0, found.index).split("\n").length}`,
        language: found[1]!,
        code: found[2]!,
      }))
      .filter(({ language }) => languages.includes(language));
  });
}
