/** Where a client's keys come from, and what it calls. */
export interface Whereabouts {
  /** The source of the key pair, in words; safe to show. */
  readonly source: string;
  readonly region: string;
  readonly endpoint: URL;
}
