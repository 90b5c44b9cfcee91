import { printable } from "../../model";
import { isLoopback } from "../../vendors/shared/endpoint";
import { VERSION } from "../../version";
import { UsageError } from "../usage-error";
import { PolicySourceError } from "./error";
import { type PolicySource, policiesOf, type ReadPolicies } from "./read";

/** Timeout of the whole request, in ms. */
const TIMEOUT_MS = 10_000;
/** The longest document that is read, in bytes: about 10,000 policies. */
const LONGEST = 16 * 1024 * 1024;

/** Headers that let a server answer 304 while nothing has changed. */
type Validators = Readonly<Record<string, string>>;

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * Policies from a URL, requested on each read. Redirects are refused: only the reviewed address decides which sessions are
 * killed.
 */
export class UrlSource implements PolicySource {
  readonly #url: URL;
  /** Its name in messages, without the query, which may contain a key. */
  readonly #name: string;
  /** The last usable answer. */
  #last: { readonly text: string; readonly validators: Validators } | undefined;

  /** @throws UsageError for a URL that must not be called */
  constructor(
    url: string,
    private readonly signal: AbortSignal,
    private readonly timeoutMs = TIMEOUT_MS,
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
    if (answer === "unchanged") throw this.#failure("answered HTTP 304 to an unconditional request");
    const read = policiesOf([{ name: this.#name, text: answer.text }], now);
    this.#last = answer;
    return read;
  }

  async #ask(validators: Validators = {}): Promise<{ text: string; validators: Validators } | "unchanged"> {
    const end = new AbortController();
    const abort = () => end.abort();
    const limit = setTimeout(abort, this.timeoutMs);
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
      throw this.#failure(`redirects to ${to}. Redirects are not followed: use the final URL`);
    } catch (error) {
      if (error instanceof PolicySourceError) throw error;
      throw this.#failure(
        end.signal.aborted ? `did not answer in full within ${this.timeoutMs / 1_000} s` : reason(error),
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

/** Shows the URL only after checking that it contains no password. */
function checked(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new UsageError("--policies looks like a URL but is not valid.");
  if (url.username || url.password) {
    throw new UsageError(
      `--policies: remove the user name and password from the URL ${nameOf(url)}. Every user of this machine can read them in the process list.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new UsageError(
      `--policies: ${nameOf(url)} is not encrypted, so an attacker could change which sessions are killed. Use https; http is accepted only for loop-back (127.0.0.0/8, ::1, localhost).`,
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
  // If both are sent, servers only use the first.
  return {
    ...(etag !== null && { "if-none-match": etag }),
    ...(modified !== null && { "if-modified-since": modified }),
  };
}

/** Why `fetch` failed: the network's error is its cause. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return `can't be read: ${inner || code || message}`;
}
