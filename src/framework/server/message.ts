/** gRPC status codes that are used here. */
export const STATUS = {
  ok: 0,
  cancelled: 1,
  notFound: 5,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
} as const;

/** Fails a call with a status of gRPC's own. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** What stands before a message: whether it is compressed, and its length, in bytes. */
const PREFIX = 5;
/** Up to this many bytes a message is sent in one piece with its prefix; a longer one is not copied for that. */
const ONE_PIECE = 64 * 1024;

/**
 * A message as it is sent: the prefix, and the message.
 * @param largest - the longest message that may be sent, in bytes
 * @throws StatusError where it is longer
 */
export function frame(message: Buffer, largest: number): Buffer[] {
  if (message.length > largest) {
    throw new StatusError(
      STATUS.resourceExhausted,
      `the response has ${message.length} bytes, a message may have at most ${largest} bytes`,
    );
  }
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return message.length > ONE_PIECE ? [prefix, message] : [Buffer.concat([prefix, message])];
}

/** Collects the one message of a request from the pieces in which it arrives, each copied once. */
export class RequestReader {
  private readonly prefix = Buffer.alloc(PREFIX);
  private message: Buffer | undefined;
  /** Bytes that have arrived, with the prefix. */
  private size = 0;

  /** @param largest - the longest message that is taken, in bytes */
  constructor(private readonly largest: number) {}

  /** @throws StatusError where the message is longer than allowed, compressed, or followed by something */
  add(chunk: Buffer): void {
    const inPrefix = Math.min(chunk.length, Math.max(0, PREFIX - this.size));
    chunk.copy(this.prefix, this.size, 0, inPrefix);
    const rest = chunk.subarray(inPrefix);
    this.size += chunk.length;
    if (this.size < PREFIX) return;
    this.message ??= this.allocate();
    if (this.size > PREFIX + this.message.length) throw notOneMessage();
    rest.copy(this.message, this.size - PREFIX - rest.length);
  }

  /** The whole message. @throws StatusError where it is incomplete */
  finish(): Buffer {
    if (this.message === undefined || this.size !== PREFIX + this.message.length) throw notOneMessage();
    return this.message;
  }

  private allocate(): Buffer {
    const length = this.prefix.readUInt32BE(1);
    if (length > this.largest) {
      throw new StatusError(STATUS.resourceExhausted, `a message may have at most ${this.largest} bytes`);
    }
    if (this.prefix[0] !== 0) {
      throw new StatusError(STATUS.unimplemented, "compressed messages are not supported");
    }
    return Buffer.allocUnsafeSlow(length);
  }
}

function notOneMessage(): StatusError {
  return new StatusError(STATUS.internal, "the request is not one whole message");
}
