import { SessionsFileError } from "./error";

/** A text whose offsets are told as line numbers. */
export class Lines {
  /** Offset of each line's start. */
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  get count(): number {
    return this.#starts.length;
  }

  /** A line by its index from 0, without its line break. */
  line(index: number): string {
    const end = index + 1 < this.count ? this.#starts[index + 1]! - 1 : this.text.length;
    return this.text.slice(this.#starts[index], end);
  }

  /** Where a line starts; the end of the text for a line after the last. */
  start(index: number): number {
    return this.#starts[index] ?? this.text.length;
  }

  /** The number, from 1, of the line that holds this offset. */
  numberAt(offset: number): number {
    let low = 0;
    let high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

/** What the client prints below a result: how many rows it has. */
const ROW_COUNT = /^(\d+) rows? in set\b/;

/** The number of rows that a line below a result names. */
export function rowCount(line: string): number | undefined {
  const [, count] = ROW_COUNT.exec(line) ?? [];
  return count === undefined ? undefined : Number(count);
}

/** A file with several listings, such as the output of a loop. */
export function severalListings(count: number, line: number): SessionsFileError {
  return new SessionsFileError(
    `The file holds ${count} lists of sessions. Keep one of them: each is what ran at another moment.`,
    { line },
  );
}
