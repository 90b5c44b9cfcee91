import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
/** The pages below a folder. */
const pagesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const texts = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...pagesOf("docs"), ...pagesOf("examples")];

const read = (name: string) => readFileSync(join(root, name), "utf8");

/** The anchors that a page has: its headings as GitHub spells them, and those set by hand. */
function anchors(page: string): string[] {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...[...page.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!)];
}

describe("links in the texts", () => {
  it.each(texts)("lead somewhere in %s", (name) => {
    const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, path, anchor]) => {
      const target = path ? join(name, "..", path) : name;
      return (
        !existsSync(join(root, target)) || (anchor !== undefined && !anchors(read(target)).includes(anchor))
      );
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});
