/** Something the demo was to show did not come true. */
export class BrokenClaimError extends Error {
  override readonly name = "BrokenClaimError";
}

/** Tells what happens, on stdout. A claim is printed only once it was checked. */
export class Narrator {
  #steps = 0;
  #claims = 0;

  constructor(private readonly print: (line: string) => void = console.log) {}

  /** How many claims came true so far. */
  get claims(): number {
    return this.#claims;
  }

  /** Begins an act; its steps count from one again. */
  act(title: string): void {
    this.#steps = 0;
    this.print(`\n=== ${title} ===`);
  }

  /** Begins a step: what is done now. */
  step(title: string): void {
    this.#steps += 1;
    this.print(`\n${this.#steps}. ${title}`);
  }

  say(text: string): void {
    for (const line of text.split("\n")) this.print(`   ${line}`.trimEnd());
  }

  /** What another program printed. */
  quote(text: string): void {
    for (const line of text.trim().split("\n")) this.print(`   | ${line}`.trimEnd());
  }

  /** Rows in columns as wide as need be; the first row is the heading. */
  table(rows: readonly (readonly string[])[]): void {
    const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
    for (const row of rows)
      this.say(`  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`);
  }

  /**
   * States something that was checked.
   *
   * @param evidence what to show where it is not true
   * @throws BrokenClaimError where it is not true
   */
  claim(text: string, holds: boolean, evidence = ""): void {
    if (!holds) {
      throw new BrokenClaimError(`this did not come true: ${text}${evidence && `\n${evidence.trim()}`}`);
    }
    this.#claims += 1;
    this.say(`ok: ${text}`);
  }
}
