import type { Http } from "../vendors";

/** One pipeline of several clients, so that a runner of many databases has connections by host and not by database. */
export class SharedHttp {
  #http: Http | undefined;
  #users = 0;

  /** For one client more. @param make makes it where there is none */
  take(make: () => Http): Http {
    this.#users++;
    this.#http ??= make();
    return this.#http;
  }

  /** One client fewer: the last one closes it. */
  async give(): Promise<void> {
    this.#users--;
    if (this.#users > 0) return;
    const http = this.#http;
    this.#http = undefined;
    await http?.close();
  }
}
