import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig } from "vitepress";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const OUTPUT = join(ROOT, "reports/site");
const CONTENTS = "docs/index.md";
/** Where the site is served from, such as `/dbkill/`. */
const BASE = process.env.SITE_BASE ?? "/";

/** The side bar: the table of contents, its headings as groups. A dead link in any page fails the build. */
function sidebar(): DefaultTheme.SidebarItem[] {
  const groups: DefaultTheme.SidebarItem[] = [];
  let group: DefaultTheme.SidebarItem[] = [];
  for (const line of readFileSync(join(ROOT, CONTENTS), "utf8").split("\n")) {
    const [, marks, heading] = /^(##|###) (.+)$/.exec(line) ?? [];
    const [, text, path] = /^- \[([^\]]+)\]\(([^)#]+)\)/.exec(line) ?? [];
    if (marks === "##") {
      group = [];
      groups.push({ text: heading, collapsed: heading !== "Guides", items: group });
    } else if (marks === "###") {
      const items: DefaultTheme.SidebarItem[] = [];
      groups.at(-1)?.items?.push({ text: heading, items });
      group = items;
    } else if (text && path) {
      group.push({ text, link: `/${posix.join(dirname(CONTENTS), path).replace(/\.md$/, "")}` });
    }
  }
  return groups.filter(({ items }) => items && items.length > 0);
}

/** Files beside the pages: the JSON schemas; the licence, which VitePress links like a page; the start page, which redirects to the README. */
function addFiles(): void {
  cpSync(join(ROOT, "docs/schemas"), join(OUTPUT, "docs/schemas"), { recursive: true });
  cpSync(join(ROOT, "LICENSE"), join(OUTPUT, "LICENSE.html"));
  writeFileSync(
    join(OUTPUT, "index.html"),
    '<!doctype html><meta charset="utf-8"><title>dbkill</title><meta http-equiv="refresh" content="0; url=README.html">',
  );
}

/** VitePress checks the links between source pages; this checks every link of the built site. */
function checkLinks(): void {
  const pages = readdirSync(OUTPUT, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".html"),
  );
  const dead = pages.flatMap((page) =>
    [
      ...readFileSync(join(OUTPUT, page), "utf8").matchAll(
        /(?:href|src)="(?!https?:|data:|mailto:|#)([^"#?]+)/g,
      ),
    ]
      .map(([, link]) => link ?? "")
      .filter((link) => {
        const path = link.startsWith(BASE) ? link.slice(BASE.length) : posix.join(posix.dirname(page), link);
        return !existsSync(join(OUTPUT, path));
      })
      .map((link) => `${page}: ${link}`),
  );
  if (dead.length > 0) throw new Error(`Dead links:\n${[...new Set(dead)].join("\n")}`);
}

export default defineConfig({
  title: "dbkill",
  description: "Which database sessions must not live, declared in code.",
  srcDir: ROOT,
  srcExclude: ["{src,test,scripts,templates,bench,reports,lib,dist,emulator,testing}/**"],
  outDir: OUTPUT,
  cacheDir: join(ROOT, "reports/.site-cache"),
  base: BASE,
  metaChunk: true,
  ignoreDeadLinks: [/^\.\/LICENSE$/],
  themeConfig: {
    search: { provider: "local" },
    sidebar: sidebar(),
    nav: [
      { text: "Contents", link: "/docs/index" },
      { text: "Quickstart", link: "/examples/quickstart/README" },
      { text: "Errors", link: "/docs/errors" },
      { text: "Changes", link: "/CHANGELOG" },
    ],
    outline: [2, 3],
  },
  buildEnd: () => {
    addFiles();
    checkLinks();
  },
});
