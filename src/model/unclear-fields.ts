import type { TaskFacts } from "./facts";
import type { SessionFilter } from "./filter";

/** A field of a filter that a vendor's task may compare otherwise than we do. */
export interface UnclearField {
  readonly field: "hosts" | "info_keywords";
  /** Why, in one line without a full stop. */
  readonly detail: string;
}

/**
 * The fields whose values the vendor documents too little to prove that its task compares them as we do: it might kill more sessions,
 * or none.
 *
 * @param filter its values may not all be known yet
 */
export function unclearFields(
  { hosts, info_keywords }: SessionFilter,
  { api, unclear }: TaskFacts,
): UnclearField[] {
  const isPattern = (host: unknown) => typeof host === "string" && host.includes("%");
  const found: UnclearField[] = [];
  if (unclear?.has("hosts") && Array.isArray(hosts) && hosts.some(isPattern)) {
    found.push({ field: "hosts", detail: `${api} documents no wildcard` });
  }
  if (unclear?.has("info_keywords") && Array.isArray(info_keywords) && info_keywords.length > 1) {
    found.push({ field: "info_keywords", detail: `${api} does not document how it joins several` });
  }
  return found;
}
