import { isUnknown, type Unknown } from "../framework";
import type { CloudName } from "../vendors/facts";
import type { ProviderConfig } from "./provider-block";

/** Thrown where the provider block holds a value that is known only after apply. */
export class NotKnownYetError extends Error {
  /** @param attribute its path in the block, such as `huawei.region` */
  constructor(readonly attribute: string) {
    super(
      `The provider's ${attribute} is not known yet. It comes from a resource that is still to be created. Apply that one first (terraform apply -target), or give a fixed value.`,
    );
    this.name = "NotKnownYetError";
  }
}

/** One cloud's block of the provider, or that of a server. Its values are read one by one: only what is needed must be known. */
export type Block = (attribute: string) => string | undefined;

/** The provider's configuration, read at need. Every method throws NotKnownYetError for a value that is not known yet. */
export class ProviderSettings {
  constructor(private readonly config: ProviderConfig) {}

  get maxRetries(): number | undefined {
    return this.#known("max_retries", this.config.max_retries);
  }

  get requestTimeoutMs(): number | undefined {
    const seconds = this.#known("request_timeout_seconds", this.config.request_timeout_seconds);
    return seconds === undefined ? undefined : seconds * 1000;
  }

  get runnerUrl(): string | undefined {
    return this.#known("runner_url", this.config.runner_url);
  }

  block(cloud: CloudName): Block {
    const block = this.#known<Record<string, unknown>>(cloud, this.config[cloud]);
    return (attribute) =>
      this.#known(`${cloud}.${attribute}`, block?.[attribute] as string | null | undefined);
  }

  /** The most specific `endpoint_url`: that of the cloud's block, else the provider's own. */
  endpoint(block: Block): string | undefined {
    return block("endpoint_url") ?? this.#known("endpoint_url", this.config.endpoint_url);
  }

  #known<T>(attribute: string, value: T | Unknown | null | undefined): T | undefined {
    if (isUnknown(value)) throw new NotKnownYetError(attribute);
    return (value as T | null) ?? undefined;
  }
}
