/** An id as a call gives it, without the quotes that the enterprise edition's examples have around it. */
export function unquoted(id: string): string {
  return id.trim().replace(/^[\\"']+|[\\"']+$/g, "");
}

/** The ids of a comma list. None where there is no list, or nothing in it. */
export function queryIds(list: string | undefined): string[] {
  return (list ?? "").split(",").map(unquoted).filter(Boolean);
}
