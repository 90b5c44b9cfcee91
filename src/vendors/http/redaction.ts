import type { Dispatcher } from "undici";
import type { Exchange, Interceptor } from "./call";
import { PassHandler } from "./handler";

const REDACTED = "[redacted]";

/**
 * Takes the secrets of an exchange out of every error on its way up. It stands below the log and the retries, so nothing above
 * it ever holds one: a vendor's error text may quote what it was sent.
 */
export const redaction: Interceptor = (dispatch) => (options, handler) =>
  dispatch(options, new RedactingHandler(handler, options.exchange));

class RedactingHandler extends PassHandler {
  constructor(
    next: Dispatcher.DispatchHandler,
    private readonly exchange: Exchange,
  ) {
    super(next);
  }

  override onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    super.onResponseError(controller, redactError(error, this.exchange.secrets));
  }
}

/** The error itself, with every text it holds made safe. */
function redactError(error: Error, secrets: Iterable<string>): Error {
  for (const key of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === "string") Reflect.set(error, key, redact(value, secrets));
  }
  return error;
}

/** The text without any of the secrets, in the spellings they take in headers, JSON and URLs. */
export function redact(text: string, secrets: Iterable<string>): string {
  let safe = text;
  const spellings = [...secrets].flatMap((secret) => [
    secret,
    jsonSpelling(secret),
    encodeURIComponent(secret),
  ]);
  // The longest first: one secret may hold another.
  for (const spelling of spellings.sort((a, b) => b.length - a.length)) {
    if (spelling) safe = safe.replaceAll(spelling, REDACTED);
  }
  return safe;
}

function jsonSpelling(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}
