import type { LoggedRequest, RequestsQuery } from "./types";

const KEPT = 10_000;

/** The last 10,000 calls to the vendors' APIs, oldest first. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  /** `onAdd` gets each call. */
  constructor(private readonly onAdd?: (request: LoggedRequest) => void) {}

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    this.onAdd?.(request);
    // Cut only now and then: dropping the first of 10,000 at each call would cost more than the call.
    if (this.#requests.length >= 2 * KEPT) this.#requests = this.#requests.slice(-KEPT);
  }

  list({ service, action }: RequestsQuery): LoggedRequest[] {
    return this.#requests
      .slice(-KEPT)
      .filter(
        (each) => (service ?? each.service) === each.service && (action ?? each.action) === each.action,
      );
  }

  clear(): void {
    this.#requests = [];
  }
}
