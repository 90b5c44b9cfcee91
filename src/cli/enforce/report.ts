import type { PolicyPass } from "../../engine/runner/order";
import { printable } from "../../model";
import { describeTarget } from "../policies/place";
import type { PassResult } from "./fleet";

/** How long one line may be, in characters. */
const LENGTH = 1_000;

/** Says on the standard error what passes did, in lines for people. */
export class Reporter {
  /** What was said last of each target, so that what stays as it is is said once. */
  readonly #said = new Map<string, string>();

  constructor(private readonly say: (line: string) => void) {}

  report(result: PassResult): void {
    const place = describeTarget(result.target);
    const texts = textsOf(result);
    const text = texts.join("\n");
    const isNew = this.#said.get(place) !== text || hasKills(result);
    this.#said.set(place, text);
    if (isNew) for (const line of texts) this.say(printable(`${place}: ${line}`, LENGTH));
  }
}

function hasKills(result: PassResult): boolean {
  return "pass" in result && result.pass.policies.some(({ killed }) => Object.keys(killed).length > 0);
}

/** A line for each policy with something to say; one for a target that failed as a whole. */
function textsOf(result: PassResult): string[] {
  if ("bug" in result)
    return [`an unexpected error ended the pass: ${messageOf(result.bug)} (DBKILL_UNEXPECTED)`];
  const { fault, policies } = result.pass;
  if (fault) {
    // Every policy has the same event.
    const events = policies[0]?.events ?? [];
    return events.map(describeEvent);
  }
  return policies.flatMap((pass) => {
    const parts = partsOf(pass);
    return parts.length === 0 ? [] : [`${pass.policy.name}: ${parts.join("; ")}`];
  });
}

function partsOf({ policy, wouldKill, killed, spared, capped, events }: PolicyPass): string[] {
  const counts = (of: Readonly<Partial<Record<string, number>>>) =>
    Object.entries(of)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  const done = [
    ...(Object.keys(killed).length > 0 ? [`kills sent: ${counts(killed)}`] : []),
    ...(wouldKill > 0 ? [`would kill ${wouldKill}`] : []),
    ...(capped ? [`stopped by a cap, kills nothing`] : []),
    ...events.map(describeEvent),
  ];
  if (done.length === 0 || policy.enabled === false) return done;
  return Object.keys(spared).length > 0 ? [...done, `spared: ${counts(spared)}`] : done;
}

function describeEvent(event: PolicyPass["events"][number]): string {
  return `${eventText(event)} (${event.code})`;
}

/** An event in one line, without its code. */
export function eventText({ summary, detail }: PolicyPass["events"][number]): string {
  return `${summary.replace(/\.$/, "")}. ${detail}`.replace(/\s*\n+\s*/g, " ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
