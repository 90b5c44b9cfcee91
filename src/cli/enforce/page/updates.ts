import type { RunnerState } from "../status";
import type { RunnerPage } from "./runner-page";

/** How long after a pass the page refreshes the policies, in ms. */
const REFRESH_MS = 100;

/** What the updates need of the runner. */
export interface UpdatePorts {
  /** The runner's current state. */
  state(): RunnerState;
  say(line: string, code?: string): void;
}

/** Keeps a runner's page up to date, if there is one. A failing page must not stop enforcement: it is reported and disabled. */
export class PageUpdates {
  #page: RunnerPage | undefined;
  #refreshing: NodeJS.Timeout | undefined;

  constructor(private readonly ports: UpdatePorts) {}

  /** Updates this page from now on. */
  open(page: RunnerPage): void {
    this.#page = page;
  }

  /** Whether somebody looks at the page. */
  get isWatched(): boolean {
    return this.#page !== undefined && this.#page.live.clients > 0;
  }

  /** Updates the page by what happened. */
  show(show: (page: RunnerPage) => void): void {
    if (!this.#page) return;
    try {
      show(this.#page);
    } catch (error) {
      this.#page.live.close();
      this.#page = undefined;
      this.ports.say(
        `the page failed and is disabled; enforcement continues: ${(error as Error).message}`,
        "DBKILL_UNEXPECTED",
      );
    }
  }

  /** Refreshes what changes with time and with passes: soon, once for everything that happens meanwhile. */
  refresh(): void {
    if (!this.#page) return;
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      this.show((page) => page.refresh(this.ports.state()));
    }, REFRESH_MS).unref();
  }

  /** Ends refreshes. */
  close(): void {
    clearTimeout(this.#refreshing);
  }
}
