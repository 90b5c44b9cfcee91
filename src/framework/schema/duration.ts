const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/y;

/**
 * Reads a duration as Go writes it: `90s`, `1h30m`, `1.5h`, `0`.
 * @returns milliseconds, never negative; undefined where the text is not such a duration
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  let milliseconds = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) return undefined;
    milliseconds += Number(part[1]) * UNITS[part[2] as string]!;
  }
  return text === "" ? undefined : milliseconds;
}
