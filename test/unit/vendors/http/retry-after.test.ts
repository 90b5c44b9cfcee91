import { retryAfterMs } from "../../../../src/vendors/http";

const NOW = new Date("2026-11-22T10:00:00Z");

test.each([
  [{}, undefined],
  [{ "retry-after": "" }, undefined],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": " 3 " }, 3000],
  [{ "retry-after": "Sun, 22 Nov 2026 10:00:07 GMT" }, 7000],
  [{ "retry-after": "Sun, 22 Nov 2026 10:00:07 +0000" }, 7000],
  [{ "retry-after": "22 Nov 2026 10:00:07 GMT" }, 7000],
  [{ "retry-after": "120" }, 120_000],
  [{ "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT" }, 0],
])("%j asks for a wait of %s ms", (headers, expected) => {
  expect(retryAfterMs(headers as Record<string, string>, NOW)).toBe(expected);
});
