import type { Dispatcher } from "undici";
import { printable } from "../../model/printable";
import type { Exchange, Interceptor } from "./call";
import type { Clock } from "./clock";
import { PassHandler } from "./handler";

/**
 * Innermost layer: signs each attempt by itself, as a signature carries its time. Each signature joins the secrets of the
 * exchange, for a vendor's error text may quote the headers it was sent.
 *
 * Every vendor here writes it as `Authorization: <algorithm> ..., Signature=<signature>`.
 */
export function signing(clock: Clock): Interceptor {
  return (dispatch) => (options, handler) => {
    const { call, secrets } = options.exchange;
    const headers: Record<string, string> = { ...options.headers, host: call.endpoint.host };
    const signed = call.sign(
      { method: call.method, path: call.path, headers, body: options.body },
      clock.date(),
    );
    const signature = /Signature=([^\s,]+)/.exec(signed.authorization ?? "")?.[1];
    if (signature) secrets.add(signature);
    return dispatch({ ...options, headers: { ...headers, ...signed } }, handler);
  };
}

const REDACTED = "[redacted]";

/** Longest text of an error, in characters: a gateway may answer with a whole page. */
const MAX_TEXT = 1_000;

/**
 * Makes every error safe to show on its way up: without the secrets of the exchange, which a vendor's text may quote, without
 * characters that control a terminal, and not too long. It stands below the log and the retries, so nothing above it holds a secret.
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

/** The error itself, with every text it holds made safe. Secrets go first: a part of one could not be recognised. */
function redactError(error: Error, secrets: Iterable<string>): Error {
  for (const key of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value !== "string") continue;
    const safe = redact(value, secrets);
    Reflect.set(error, key, key === "stack" ? safe : printable(safe, MAX_TEXT));
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
