/** What a soak counts. Everything after `kills` must stay zero. */
export interface Figures {
  trials: number;
  applies: number;
  faults: number;
  /** Applies by real Terraform that were broken off. */
  interrupted: number;
  kills: number;
  /** Tasks that ran although nothing declared them, or did not run although declared. */
  orphaned: number;
  doubled: number;
  /** Sessions that were killed although they were not chosen at that moment. */
  wrong: number;
  /** One session killed twice. */
  twice: number;
  /** An apply that said it was done although a chosen session lived on. */
  vain: number;
}

export const noFigures = (): Figures => ({
  trials: 0,
  applies: 0,
  faults: 0,
  interrupted: 0,
  kills: 0,
  orphaned: 0,
  doubled: 0,
  wrong: 0,
  twice: 0,
  vain: 0,
});

/** A trial that broke a rule: what to say, with what repeats it. */
export class Broken extends Error {
  constructor(
    readonly rule: keyof Figures,
    message: string,
  ) {
    super(message);
  }
}
