import type { SessionKiller } from "../../../../src/engine/ports";
import { type Audit, AuditError, type AuditLine } from "../../../../src/engine/runner/audit";
import { PolicyMemories } from "../../../../src/engine/runner/history";
import type { RunOptions, RunPolicy } from "../../../../src/engine/runner/order";
import { TargetRunner } from "../../../../src/engine/runner/pass";
import type { Policy } from "../../../../src/model";
import { policy } from "../../model/policy/support";
import { Simulation } from "../kill/simulation";

export const TARGET = { service: "mysql", instance_id: "db-1:3306" };

export interface Setting extends Partial<RunOptions>, Pick<Partial<RunPolicy>, "acts"> {
  readonly memories?: PolicyMemories;
  /** In place of those of the simulation's killer. */
  readonly killer?: Partial<SessionKiller>;
  /** That of another runner. */
  readonly audit?: TestAudit;
  /** Runs before the ports of an action are asked for. */
  readonly beforePorts?: (action: Policy["action"]) => void;
}

/** An audit in memory. */
class TestAudit implements Audit {
  readonly lines: AuditLine[] = [];
  full = false;
  /** Runs before each line. */
  before: (line: AuditLine) => void = () => undefined;

  async write(line: AuditLine): Promise<void> {
    this.before(line);
    if (this.full) throw new AuditError("The disk is full.");
    this.lines.push(line);
  }
}

/** A runner on a simulated server, with its audit in memory. */
export function runner(sim: Simulation, policies: readonly Partial<Policy>[], setting: Setting = {}) {
  const {
    acts = true,
    memories = new PolicyMemories(sim),
    killer,
    audit = new TestAudit(),
    beforePorts,
    ...options
  } = setting;
  const { lines } = audit;
  const run = new TargetRunner(
    TARGET,
    policies.map((given) => {
      const documentHash = `hash of ${given.name ?? "report-limit"}`;
      const memory = memories.of(given.name ?? "report-limit", documentHash);
      return { policy: policy(given), documentHash, memory, acts };
    }),
    {
      of: (action) => {
        beforePorts?.(action);
        return { ...sim.ports, killer: { ...sim.ports.killer, ...killer } };
      },
    },
    audit,
    sim.context(),
    { dryRun: false, mayKill: () => true, ...options },
  );
  return { run, lines, audit };
}

/** The audit in short: event, session, outcome or reason. */
export const short = (lines: readonly AuditLine[]) =>
  lines.map(({ event, session, outcome, reason }) =>
    [event, session?.id, outcome ?? reason].filter(Boolean).join(" "),
  );

/** The errors of the audit: code, session. */
export const errors = (lines: readonly AuditLine[]) =>
  lines.flatMap(({ event, code, session }) => (event === "error" ? [[code, session?.id]] : []));

export const mysql = () => new Simulation("mysql");

/** One session that a policy for `report` kills. */
export function one(more: Parameters<Simulation["add"]>[2] = {}): Simulation {
  const sim = mysql();
  sim.add("1", 100, more);
  return sim;
}
