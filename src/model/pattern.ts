import type { RE2JS } from "re2js";

/**
 * Compiles an RE2 pattern: linear time, whatever the pattern and the text.
 * @throws Error that says what is wrong with the pattern
 */
export function compilePattern(pattern: string): RE2JS {
  // Loaded at its first use: few filters have a pattern, and every start of the provider would pay for it.
  const { RE2JS: engine } = require("re2js") as typeof import("re2js");
  return engine.compile(pattern);
}
