import type { Logger } from "../definitions/index";

const LEVELS = ["trace", "debug", "info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

/** Where log lines go to. */
export type Write = (line: string) => void;

/**
 * The least level worth writing. Terraform drops what its own TF_LOG does not ask for, so nothing below that is
 * written in the first place.
 */
export function logLevel(environment: NodeJS.ProcessEnv): Level {
  const asked = (environment.TF_LOG_PROVIDER || environment.TF_LOG || "").toLowerCase();
  if (asked === "json") return "trace";
  return LEVELS.find((level) => level === asked) ?? (asked === "" || asked === "off" ? "error" : "trace");
}

/** hclog's own form: go-plugin takes a line with any other number of digits for plain text. */
function timestamp(): string {
  return new Date().toISOString().replace("Z", "000Z");
}

/** The fields as JSON has them, without secrets. A value that is not JSON must not fail the work that is being logged. */
function plain(fields: Record<string, unknown>, scrub: (text: string) => string): object {
  try {
    const text = JSON.stringify(fields, (_key, value) => (typeof value === "bigint" ? String(value) : value));
    return JSON.parse(text, (_key, value) => (typeof value === "string" ? scrub(value) : value));
  } catch (error) {
    return { fields: `not shown: ${(error as Error).name}` };
  }
}

/**
 * Writes log lines as Terraform reads them from a plugin's stderr: hclog's JSON.
 * @param scrub - takes secrets out of a text
 */
export function makeLogger(
  name: string,
  least: Level,
  scrub: (text: string) => string,
  write: Write,
): Logger {
  const line = (level: Level) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return () => {};
    return (message: string, fields: Record<string, unknown> = {}) => {
      const record = {
        "@level": level,
        "@message": scrub(message),
        "@module": name,
        "@timestamp": timestamp(),
      };
      write(`${JSON.stringify({ ...plain(fields, scrub), ...record })}\n`);
    };
  };
  return {
    trace: line("trace"),
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
  };
}
