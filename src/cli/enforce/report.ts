import type { PolicyPass } from "../../engine/runner/order";
import { printable } from "../../model";
import { describeTarget } from "../policies/place";
import type { PassResult } from "./fleet";

/** How long one line may be, in characters. */
const LENGTH = 1_000;

/** Says on the standard error what passes did, in lines for people. What stays as it is is said once. */
export class Reporter {
  /** What was said last, by target and policy. A pass that was cut short has nothing to say of the policies that it left out. */
  readonly #said = new Map<string, Map<string, string>>();

  constructor(private readonly say: (line: string) => void) {}

  report(result: PassResult): void {
    const place = describeTarget(result.target);
    const said = this.#said.get(place) ?? new Map<string, string>();
    this.#said.set(place, said);
    const failure = failureOf(result);
    if (failure !== undefined) {
      const isNew = said.get(WHOLE) !== failure.key;
      said.clear();
      said.set(WHOLE, failure.key);
      if (isNew) this.#say(place, failure.text);
      return;
    }
    said.delete(WHOLE);
    for (const pass of "pass" in result ? result.pass.policies : []) {
      const { name } = pass.policy;
      const text = partsOf(pass, describeEvent).join("; ");
      const key = partsOf(pass, keyOf).join("; ");
      const isNew = said.get(name) !== key || Object.keys(pass.killed).length > 0;
      said.set(name, key);
      if (isNew && text !== "") this.#say(place, `${name}: ${text}`);
    }
  }

  #say(place: string, text: string): void {
    this.say(printable(`${place}: ${text}`, LENGTH));
  }
}

/** In place of a policy's name, which is never empty: the target as a whole. */
const WHOLE = "";

/** Why a target failed as a whole, and by what it is known again. */
function failureOf(result: PassResult): { readonly text: string; readonly key: string } | undefined {
  if ("bug" in result) {
    const text = `an unexpected error ended the pass: ${messageOf(result.bug)} (DBKILL_UNEXPECTED)`;
    return { text, key: text };
  }
  const { fault, policies } = result.pass;
  // Every policy has the same event.
  const events = policies[0]?.events;
  if (!fault || !events) return undefined;
  return { text: events.map(describeEvent).join("; "), key: events.map(keyOf).join("; ") };
}

function partsOf(
  { policy, wouldKill, killed, spared, capped, events }: PolicyPass,
  describe: typeof describeEvent,
): string[] {
  const counts = (of: Readonly<Partial<Record<string, number>>>) =>
    Object.entries(of)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  const done = [
    ...(Object.keys(killed).length > 0 ? [`kills sent: ${counts(killed)}`] : []),
    ...(wouldKill > 0 ? [`would kill ${wouldKill}`] : []),
    ...(capped ? [`stopped by a cap, kills nothing`] : []),
    ...events.map(describe),
  ];
  if (done.length === 0 || policy.enabled === false) return done;
  return Object.keys(spared).length > 0 ? [...done, `spared: ${counts(spared)}`] : done;
}

function describeEvent(event: PolicyPass["events"][number]): string {
  return `${eventText(event)} (${event.code})`;
}

/** By what an event is known again: each answer of a vendor has another request id, and may tell the time. */
function keyOf(event: PolicyPass["events"][number]): string {
  const text = describeEvent(event);
  const { fault } = event;
  if (!fault) return text;
  return (fault.requestId ? text.replaceAll(fault.requestId, "") : text).replace(/\d+/g, "0");
}

/** An event in one line, without its code. */
export function eventText({ summary, detail }: PolicyPass["events"][number]): string {
  return `${summary.replace(/\.$/, "")}. ${detail}`.replace(/\s*\n+\s*/g, " ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
