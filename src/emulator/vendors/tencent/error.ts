/** An error in Tencent Cloud's own words: a code from its documents, and a message. */
export class TencentError extends Error {
  override readonly name = "TencentError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
