import type { Fault } from "./ports";

/** The most sentences of a detail, the lists below it aside. What a service says counts as one. */
const MOST = 4;

/**
 * A detail that tells a failure: its summary, and as much of its remedy as leaves the whole at four sentences.
 *
 * @param before what is known, as whole sentences; may be empty
 * @param after what to do, as whole sentences
 */
export function withFault(before: string, fault: Fault | undefined, after = ""): string {
  const room = MOST - 1 - sentencesOf(before).length - sentencesOf(after).length;
  const remedy = fault ? sentencesOf(fault.detail).slice(0, Math.max(0, room)) : [];
  return [before, fault && `${fault.summary}.`, ...remedy, after].filter(Boolean).join(" ");
}

/** The sentences of a text of our own: a full stop within one, as in a number or a name, has no blank after it. */
function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?])\s/).filter(Boolean);
}
