import { readFileSync } from "node:fs";
import type { RunResult } from "../terraform";
import type { Stage } from "./stage";

/** A line of the audit, as far as it is read. */
export interface Decision {
  readonly at: string;
  readonly event: string;
  readonly policy: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly session?: { readonly id: string; readonly user: string };
}

/** `dbkill enforce` of the demo, with the policies of the stage's state. */
export class RunnerProcess {
  readonly #audit: string;
  readonly #ended: Promise<RunResult>;
  readonly #stop: () => void;

  /** @param port the port for Terraform's requests */
  constructor(
    private readonly stage: Stage,
    policies: string,
    port: number,
  ) {
    this.#audit = stage.path("audit.jsonl");
    const words = ["--interval", "500ms", "--audit", this.#audit, "--listen", `127.0.0.1:${port}`];
    const { ended, stop } = stage.start(["enforce", "--policies", policies, ...words]);
    this.#ended = ended;
    this.#stop = stop;
    // Reported by the code that waits for its end.
    this.#ended.catch(() => {});
  }

  /** The lines recorded so far. */
  decisions(): Decision[] {
    let text: string;
    try {
      text = readFileSync(this.#audit, "utf8");
    } catch {
      return [];
    }
    return decisionsIn(text);
  }

  /** The ids of the sessions that it killed or reported for a policy. */
  ids(policy: string, event: string, outcome?: string): string[] {
    return idsIn(this.decisions(), policy, event, outcome);
  }

  /** Ends it with SIGTERM. */
  end(): Promise<RunResult> {
    this.#stop();
    return this.#ended;
  }

  /** Shows what it has recorded, except the ends of passes. */
  showAudit(): void {
    showDecisions(this.stage, this.decisions());
  }
}

/** The whole lines of an audit. */
export function decisionsIn(text: string): Decision[] {
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Decision);
}

export function idsIn(
  decisions: readonly Decision[],
  policy: string,
  event: string,
  outcome?: string,
): string[] {
  return decisions
    .filter((line) => line.event === event && line.policy === policy && line.outcome === outcome)
    .flatMap(({ session }) => session?.id ?? []);
}

export function showDecisions({ narrator }: Stage, decisions: readonly Decision[]): void {
  const rows = decisions
    .filter(({ event }) => event !== "pass")
    .map(({ at, policy, event, outcome, reason, code, session }) => [
      at.slice(11, 23),
      policy,
      event,
      session ? `${session.id} ${session.user}` : "",
      outcome ?? code ?? reason ?? "",
    ]);
  narrator.table([["AT", "POLICY", "EVENT", "SESSION", "OUTCOME OR REASON"], ...rows]);
}
