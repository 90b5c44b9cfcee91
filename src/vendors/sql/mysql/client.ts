import type { CallOptions } from "../../http";
import type { MysqlAccount } from "./account";
import { isThisMachine, parseAddress, type ServerAddress } from "./address";
import type { Driver } from "./driver";
import type { TlsMode } from "./facts";
import { MysqlServer } from "./server";
import { type TlsConfig, tlsPolicy } from "./tls";

export type { CallOptions };

/** What a client is made from. */
export interface MysqlClientOptions {
  readonly account: MysqlAccount;
  readonly tls: TlsConfig;
  readonly home: string;
  /** How long a login or a statement may take. */
  readonly timeoutMs: number;
  readonly driver: Driver;
}

/** The servers that one account is for, each by a single connection that is made at its first use. */
export class MysqlClient {
  /** A server belongs to no region. */
  readonly region = "";
  readonly #servers = new Map<string, MysqlServer>();

  constructor(private readonly options: MysqlClientOptions) {}

  /** @throws EndpointError for what is not an address, and for settings of TLS that can't be carried out */
  server(instanceId: string): MysqlServer {
    const address = parseAddress(instanceId);
    const name = nameOf(address);
    const known = this.#servers.get(name);
    if (known) return known;
    const { account, driver, timeoutMs, tls, home } = this.options;
    const server = new MysqlServer({
      name,
      address,
      account,
      tls: tlsPolicy(tls, address, home),
      timeoutMs,
      driver,
    });
    this.#servers.set(name, server);
    return server;
  }

  /** The mode of TLS that lets somebody between us and a server read or change what is sent; undefined where it does not. */
  exposure(instanceId: string): Exclude<TlsMode, "required"> | undefined {
    const address = parseAddress(instanceId);
    const { mode } = tlsPolicy(this.options.tls, address, this.options.home);
    return mode === "required" || isThisMachine(address) ? undefined : mode;
  }

  /** Ends all connections. */
  close(): void {
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
  }
}

function nameOf({ host, port }: ServerAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host.toLowerCase()}:${port}`;
}
