import { createHash } from "node:crypto";
import { pageDocument } from "../../../src/page/html";

describe("the page", () => {
  const { text, headers } = pageDocument("/v1/events");
  const policy = headers["content-security-policy"]!;
  const within = (tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)![1]!;
  const hash = (content: string) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;

  test("may run its own script and style, and nothing else", () => {
    expect(policy).toContain(`script-src ${hash(within("script"))};`);
    expect(policy).toContain(`style-src ${hash(within("style"))};`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  test("loads nothing, and has no handler in its HTML", () => {
    expect(text).toContain('data-events="/v1/events"');
    expect(text).not.toMatch(/\{\{events|\/\*s(tyle|cript)\*\//);
    expect(text.replace(/xmlns='[^']*'/, "")).not.toMatch(
      /\b(src|href)="(?!data:)|https?:\/\/|@import|url\(/,
    );
    expect(text).not.toMatch(/<[^>]*\son[a-z]+=/i);
  });

  test("makes nothing of text but text", () => {
    const script = within("script");
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/);
    expect(script).not.toContain("</script");
  });
});
