/** What a signed call says of itself, whatever way it is signed. */
export interface Claim {
  readonly accessKeyId: string;
  /** `yyyy-MM-ddTHH:mm:ssZ`. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly securityToken: string | undefined;
  readonly signature: string;
  /** The signature that the call must bear. */
  sign(secret: string): string;
}
