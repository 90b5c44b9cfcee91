import {
  compileTarget,
  type Judgement,
  type Policy,
  printable,
  type ServiceFacts,
  type Session,
  type Target,
} from "../../model";
import { factsOf } from "../../vendors/facts";
import type { Io } from "../io";
import type { LiveClients, LiveModule } from "../live";
import { describeTarget, placeOf } from "../policies/place";
import { Secrets } from "../secrets";
import { byTarget, type TargetPolicies } from "./scope";

/** Why the sessions of a target could not be listed. */
export interface TargetError {
  /** Stable. */
  readonly code: string;
  readonly message: string;
}

/** One database: its sessions at one moment, and what its policies do with them. */
export interface TargetView extends TargetPolicies {
  readonly target: Target;
  readonly facts: ServiceFacts;
  readonly now: Date;
  readonly sessions: readonly Session[];
  /** Of all of its policies. Undefined where the sessions can't be listed. */
  readonly judgements?: ReadonlyMap<Policy, Judgement>;
  readonly error?: TargetError;
  /** What the view may not show, a line each. */
  readonly warnings: readonly string[];
}

/** Judges a saved list. */
export function viewSaved(group: TargetPolicies, sessions: readonly Session[], now: Date): TargetView {
  const view = viewOf(group, sessions, now);
  return { ...view, warnings: untold(group, sessions) };
}

function viewOf({ policies, shown }: TargetPolicies, sessions: readonly Session[], now: Date): TargetView {
  const { target } = policies[0]!;
  const facts = factsOf(target.service);
  const judgements = compileTarget(policies, facts)(sessions, now);
  return { policies, shown, target, facts, now, sessions, judgements, warnings: [] };
}

/** A list that does not tell how long transactions are open looks as if none were. */
function untold({ shown }: TargetPolicies, sessions: readonly Session[]): string[] {
  if (sessions.length === 0 || sessions.some((session) => session.transaction_seconds !== undefined))
    return [];
  return shown.flatMap(({ name, match, exclude }) => {
    const field = [
      match?.min_transaction_seconds && "match.min_transaction_seconds",
      exclude?.min_transaction_seconds && "exclude.min_transaction_seconds",
    ].filter(Boolean);
    return field.map(
      (setting) =>
        `policy ${JSON.stringify(printable(name, 128))}: no session in the list has transaction_seconds, so ${setting} matches none of them.`,
    );
  });
}

/** Lists the databases that are asked for, all at once, and judges each. One that can't be listed keeps no other from being shown. */
export async function viewLive(
  policies: readonly Policy[],
  asked: readonly Policy[],
  now: () => Date,
  io: Pick<Io, "env" | "live">,
): Promise<TargetView[]> {
  const live = io.live();
  const secrets = new Secrets();
  const clients = live.clients(secrets.add, io.env);
  try {
    const groups = byTarget(policies, asked, ({ target }) => placeOf(located(target, clients)));
    return await Promise.all(
      groups.map(async (group) => {
        const { target } = group.policies[0]!;
        try {
          const { sessions, complete, incomplete } = await clients
            .source(target)
            .list(new AbortController().signal);
          const view = viewOf(group, sessions, now());
          const more = `${describeTarget(target)} may have more ${view.facts.words.many} than it lists. ${incomplete ?? `The first ${sessions.length} were listed.`}`;
          return complete ? view : { ...view, warnings: [more] };
        } catch (error) {
          const facts = factsOf(target.service);
          const fault = explained(error, live, secrets);
          return { ...group, target, facts, now: now(), sessions: [], error: fault, warnings: [] };
        }
      }),
    );
  } finally {
    await clients.close();
  }
}

/** A target with the region that is called, so that one which leaves it out is known to be the same. */
export function located(target: Target, clients: LiveClients): Target {
  if (factsOf(target.service).regional === false) return target;
  try {
    return { ...target, region: clients.region(target.service, target.region) };
  } catch {
    // Listing it tells why.
    return target;
  }
}

/** An error of a client in one line without secrets. @throws what is a bug of our own */
function explained(error: unknown, live: LiveModule, secrets: Secrets): TargetError {
  const { code, summary = "", detail = "" } = live.explain(error) ?? {};
  if (code === undefined) throw error;
  const text = `${summary.replace(/\.$/, "")}. ${detail}`.replace(/\s*\n+\s*/g, " ");
  return { code, message: printable(secrets.scrub(text)) };
}
