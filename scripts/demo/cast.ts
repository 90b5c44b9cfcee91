/** The sessions that the story of a kill task is about, and the filters that choose among them. */
export interface Cast {
  /** Where they are, in words. */
  readonly where: string;
  /** The filter that the program has at first, as TypeScript. */
  readonly filter: string;
  /** What it is edited to. */
  readonly editedFilter: string;
  /** What the edit changes, in words. */
  readonly edit: string;
  /** Ids of the sessions that the first filter chooses. */
  readonly first: readonly string[];
  /** Ids of the sessions that only the edited filter chooses. */
  readonly second: readonly string[];
  /** Ids of the sessions that no filter chooses. */
  readonly innocent: readonly string[];
  /** Ids of those sessions among them that are over, found out without the emulator's kill records. */
  ended(): Promise<readonly string[]>;
  /** Ends what is left of them. */
  close(): Promise<void>;
}

/** Ids of everybody in a cast. */
export function everybody({ first, second, innocent }: Cast): string[] {
  return [...first, ...second, ...innocent];
}
