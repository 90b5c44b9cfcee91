import { printable } from "../../model";
import { isLoopback } from "../../vendors/shared/endpoint";
import { VERSION } from "../../version";
import { UsageError } from "../usage-error";
import { PolicySourceError } from "./error";
import { type PolicySource, policiesOf, type ReadPolicies } from "./read";

/** How long an answer may take in all, in ms. */
const TIMEOUT_MS = 10_000;
/** The longest document that is read, in bytes: about 10,000 policies. */
const LONGEST = 16 * 1024 * 1024;

/** What makes a server answer 304 while nothing has changed. */
type Validators = Readonly<Record<string, string>>;

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * Policies behind a URL, asked for anew each time. A redirect is refused: the address that was reviewed is the one that decides who is
 * killed.
 */
export class UrlSource implements PolicySource {
  readonly #url: URL;
  /** How messages name it: without the query, which may hold a key. */
  readonly #name: string;
  /** Of the last answer that could be used. */
  #last: { readonly text: string; readonly validators: Validators } | undefined;

  /** @throws UsageError for a URL that is never called */
  constructor(
    url: string,
    private readonly signal: AbortSignal,
    readonly limitMs = TIMEOUT_MS,
  ) {
    this.#url = checked(url);
    this.#name = nameOf(this.#url);
  }

  async changed(now: Date): Promise<ReadPolicies | undefined> {
    const last = this.#last;
    this.#last = undefined;
    const answer = await this.#ask(last?.validators);
    if (last && (answer === "unchanged" || answer.text === last.text)) {
      this.#last = answer === "unchanged" ? last : answer;
      return undefined;
    }
    if (answer === "unchanged")
      throw this.#failure("answered with HTTP 304 to a request without a condition");
    const read = policiesOf([{ name: this.#name, text: answer.text }], now);
    this.#last = answer;
    return read;
  }

  async #ask(validators: Validators = {}): Promise<{ text: string; validators: Validators } | "unchanged"> {
    const end = new AbortController();
    const abort = () => end.abort();
    const limit = setTimeout(abort, this.limitMs);
    this.signal.addEventListener("abort", abort, { once: true });
    if (this.signal.aborted) abort();
    try {
      const answer = await fetch(this.#url, {
        headers: { accept: "application/json", "user-agent": `dbkill/${VERSION}`, ...validators },
        redirect: "manual",
        signal: end.signal,
      });
      const { status, headers } = answer;
      if (status === 200) return { text: await this.#textOf(answer), validators: validatorsOf(headers) };
      await answer.body?.cancel();
      if (status === 304) return "unchanged";
      const location = headers.get("location");
      if (status < 300 || status >= 400 || location === null)
        throw this.#failure(`answered with HTTP ${status}`);
      const to = URL.canParse(location, this.#url.href) ? nameOf(new URL(location, this.#url)) : "elsewhere";
      throw this.#failure(`redirects to ${to}. Redirects are not followed: name the final URL`);
    } catch (error) {
      if (error instanceof PolicySourceError) throw error;
      throw this.#failure(
        end.signal.aborted ? `did not answer in full within ${this.limitMs / 1_000} s` : reason(error),
      );
    } finally {
      clearTimeout(limit);
      this.signal.removeEventListener("abort", abort);
    }
  }

  async #textOf({ body }: Response): Promise<string> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of body ?? []) {
      length += part.length;
      if (length > LONGEST) throw this.#failure(`has more than ${LONGEST} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts).toString("utf8");
  }

  #failure(what: string): PolicySourceError {
    return new PolicySourceError("DBKILL_POLICIES_UNREACHABLE", `${this.#name} ${printable(what, 400)}.`);
  }
}

/** The text itself is shown only once it is known to hold no password. */
function checked(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new UsageError("--policies begins like a URL, and is not a valid one.");
  if (url.username || url.password) {
    throw new UsageError(
      `--policies: leave user name and password out of the URL ${nameOf(url)}. Everybody on this machine can read them in the list of processes.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new UsageError(
      `--policies: ${nameOf(url)} is not encrypted, so others could change who is killed. Use https; http is accepted for loop-back alone (127.0.0.0/8, ::1, localhost).`,
    );
  }
  return url;
}

function nameOf({ origin, pathname }: URL): string {
  return printable(`${origin}${pathname}`, 300);
}

function validatorsOf(headers: Headers): Validators {
  const etag = headers.get("etag");
  const modified = headers.get("last-modified");
  // With both, a server has to look at the first alone.
  return {
    ...(etag !== null && { "if-none-match": etag }),
    ...(modified !== null && { "if-modified-since": modified }),
  };
}

/** Why `fetch` has failed: it puts what the network said one level down. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return `can't be read: ${inner || code || message}`;
}
