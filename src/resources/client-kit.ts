import type { Http } from "../vendors";

/** Thrown where the provider block holds a value that is known only after apply. */
export class NotKnownYetError extends Error {
  constructor(readonly attribute: string) {
    super(
      `The provider's ${attribute} is not known yet. It comes from a resource that is to be created; apply that one first (terraform apply -target), or give a fixed value.`,
    );
    this.name = "NotKnownYetError";
  }
}

/** The provider block of one cloud, whose values are read one by one: only what is needed must be known. */
export type Block = (attribute: string) => string | undefined;

/** What a vendor's client is made from. */
export interface ClientKit {
  readonly http: Http;
  readonly vendors: typeof import("../vendors");
  readonly env: NodeJS.ProcessEnv;
  /** Where `~` is. */
  readonly home: string;
  /** Reads the block of this name; the answer throws NotKnownYetError for a value that is not known yet. */
  block(name: "tencent" | "huawei" | "alibaba"): Block;
  /** The most specific `endpoint_url` of the provider block. */
  endpoint(block: Block): string | undefined;
  /** Keeps a secret out of every message. */
  redact(secret: string | undefined): void;
}
