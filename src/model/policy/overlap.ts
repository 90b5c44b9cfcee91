import type { SessionFilter } from "../filter";
import { comparable, foldCase } from "../matcher";
import type { Policy } from "./policy";

/**
 * Whether two policies of one target may choose the same session and would end different things: one its connection, the other its
 * query. Those that can't act, and those that observe, are no conflict.
 */
export function mayConflict(one: Policy, other: Policy): boolean {
  const acts = ({ enabled, mode }: Policy) => enabled && mode === "enforce";
  if (!acts(one) || !acts(other) || one.action === other.action) return false;
  return mayOverlap(one.match ?? {}, other.match ?? {});
}

/** Fields by which two filters can be told apart: exact names. */
const EXACT = ["users", "databases", "states", "commands"] as const;

/** Whether a session may match both. Only names that are told exactly prove that none does. */
function mayOverlap(one: SessionFilter, other: SessionFilter): boolean {
  return EXACT.every((field) => {
    const [mine, theirs] = [one[field], other[field]];
    if (!mine || !theirs) return true;
    const form = field === "commands" ? foldCase : comparable;
    const names = new Set(theirs.map(form));
    return mine.some((name) => names.has(form(name)));
  });
}
