import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The page and its response headers. */
export interface PageDocument {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The page as one self-contained document. Its Content-Security-Policy allows only this style and script and connections to the page's
 * origin, and forbids building HTML from text.
 *
 * @param events path of the event stream
 */
export function pageDocument(events: string): PageDocument {
  const style = asset("page.css");
  const script = asset("page.js");
  const parts: Readonly<Record<string, string>> = {
    "/*style*/": style,
    "/*script*/": script,
    "{{events}}": events,
  };
  // A function as the replacement: the text may contain `$` patterns of `replace`.
  const text = asset("page.html").replace(
    /\/\*style\*\/|\/\*script\*\/|\{\{events\}\}/g,
    (name) => parts[name]!,
  );
  return {
    text,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": [
        "default-src 'none'",
        `style-src ${hashOf(style)}`,
        `script-src ${hashOf(script)}`,
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ].join("; "),
      "cache-control": "no-store",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  };
}

function asset(name: string): string {
  return readFileSync(join(__dirname, "assets", name), "utf8").trim();
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
