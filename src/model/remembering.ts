/** How much is remembered: how many answers, and of texts of which length at most. */
export interface Memory {
  readonly answers: number;
  readonly length: number;
}

/** The same test, which remembers its answers. A full memory is emptied: what is asked often comes back by itself. */
export function remembering(
  test: (text: string) => boolean,
  { answers, length }: Memory,
): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    if (text.length > length) return test(text);
    let answer = known.get(text);
    if (answer === undefined) {
      answer = test(text);
      if (known.size >= answers) known.clear();
      known.set(text, answer);
    }
    return answer;
  };
}
