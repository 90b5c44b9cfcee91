/** Such as `session 11`, or `sessions 11, 12`. */
export function sessions(ids: readonly string[]): string {
  return ids.length === 1 ? `session ${ids[0]}` : `sessions ${ids.join(", ")}`;
}

/** Whether two lists hold the same, in any order. */
export function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());
}
