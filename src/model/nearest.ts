/** How many changes make one name another, at most: a longer way is another name. */
const MOST_CHANGES = 3;

/** The name that a misspelt one is most likely meant to be; undefined where none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const folded = fold(name);
  const inside = names.find((other) => folded.length >= 4 && fold(other).startsWith(folded));
  const [best] = names
    .map((other) => ({ other, changes: distance(folded, fold(other)) }))
    .filter(({ other, changes }) => changes <= Math.min(MOST_CHANGES, Math.floor(other.length / 2)))
    .sort((one, two) => one.changes - two.changes);
  return best?.other ?? inside;
}

/** `durationSeconds` and `duration-seconds` are the same name written in other ways. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The number of characters to add, remove or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const replaced = row[to - 1]! + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[to]! + 1, next[to - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
