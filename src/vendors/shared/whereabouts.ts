/** The source of a client's keys, and the address that it calls. */
export interface Whereabouts {
  /** The source of the key pair, in words; safe to show. */
  readonly source: string;
  readonly region: string;
  readonly endpoint: URL;
}
