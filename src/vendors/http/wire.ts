import { createSecureContext } from "node:tls";
import type * as undici from "undici";
import { authorities } from "../shared/authorities";
import { isEmulator } from "../shared/endpoint";
import { EndpointError } from "../shared/errors";
import { compileNoProxy } from "./no-proxy";

// undici's index would double the size of the provider bundle, so only the parts that are used are loaded. undici has no exports map:
// its files can be named. Nothing else loads undici.
const Dispatcher: typeof undici.Dispatcher = require("undici/lib/dispatcher/dispatcher");
// The index puts its methods on every dispatcher; the proxy's tunnel needs this one.
Dispatcher.prototype.connect ??= require("undici/lib/api/api-connect");
const Agent: typeof undici.Agent = require("undici/lib/dispatcher/agent");
const ProxyAgent: typeof undici.ProxyAgent = require("undici/lib/dispatcher/proxy-agent");
const buildConnector: typeof undici.buildConnector = require("undici/lib/core/connect");

/**
 * Connections per origin. Terraform runs ten operations at once unless told otherwise, and no API here allows more than some
 * tens of calls a second: this is room for `-parallelism=32` and a bound for what is above.
 */
const CONNECTIONS = 32;

/** Longest wait for a TCP and TLS connection, in ms: undici's own default, less where a request may not take as long. */
const CONNECT_TIMEOUT_MS = 10_000;

/** What the wire is made from. */
export interface WireOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly requestTimeoutMs: number;
}

/** The network, and how to close it. */
export interface Wire {
  readonly dispatcher: undici.Dispatcher;
  /** Closes every connection once its request has ended. */
  close(): Promise<void>;
}

const shared = new Map<string, { readonly wire: Wire; users: number }>();

/**
 * A {@link createWire} that all pipelines with the same settings share: a runner has a pipeline for each database. Closes with the last
 * pipeline. The number of connections is unlimited, so no pipeline waits for another's answers.
 */
export function shareWire({ env, requestTimeoutMs }: WireOptions): Wire {
  const { https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY, DBKILL_EXTRA_CA_CERTS } = env;
  const settings = [https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY, DBKILL_EXTRA_CA_CERTS, requestTimeoutMs];
  const key = JSON.stringify(settings);
  const used = shared.get(key) ?? { wire: createWire({ env, requestTimeoutMs }, null), users: 0 };
  shared.set(key, used);
  used.users++;
  return {
    dispatcher: used.wire.dispatcher,
    close: async () => {
      if (--used.users > 0) return;
      shared.delete(key);
      await used.wire.close();
    },
  };
}

/**
 * The dispatcher that talks to the network: keep-alive connections, and the proxy of `HTTPS_PROXY` with the exceptions of
 * `NO_PROXY` (either case, lower case first). An emulator is always called directly, whatever the variables say: it is on this machine
 * or beside it, not beside the proxy. `HTTP_PROXY` is not read, as plain http goes to emulators alone.
 *
 * @throws EndpointError where `HTTPS_PROXY` is not a proxy's URL. It may hold a password and is not shown.
 */
export function createWire(
  { env, requestTimeoutMs }: WireOptions,
  connections: number | null = CONNECTIONS,
): Wire {
  const timeout = Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs);
  const options = {
    connections,
    connect: lazyConnector(timeout, env),
    // The pipeline's own timeout layer bounds each attempt as a whole.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const direct = new Agent(options);
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY;
  if (!httpsProxy) return { dispatcher: direct, close: () => direct.close() };

  const isExempt = compileNoProxy(env.no_proxy ?? env.NO_PROXY ?? "");
  let proxied: undici.Dispatcher;
  try {
    // As other clients do: `host:port` is a proxy that is reached without TLS.
    const uri = /^[a-z][a-z\d+.-]*:\/\//i.test(httpsProxy) ? httpsProxy : `http://${httpsProxy}`;
    const tls = tlsOptions(env);
    proxied = new ProxyAgent({
      ...options,
      uri,
      requestTls: { timeout, ...tls },
      proxyTls: { timeout, ...tls },
    });
  } catch {
    throw new EndpointError("HTTPS_PROXY is not the URL of a proxy.", {
      service: "proxy",
      remedy: "Write it as http://host:port (or http://user:password@host:port), or unset it.",
    });
  }
  const isDirect = (origin: URL) => isEmulator(origin) || isExempt(origin);
  const dispatcher = proxied.compose(
    (dispatch) => (request, handler) =>
      isDirect(new URL(String(request.origin)))
        ? direct.dispatch(request, handler)
        : dispatch(request, handler),
  );
  return { dispatcher, close: () => Promise.all([direct.close(), proxied.close()]).then(() => undefined) };
}

/** Connects at once without TLS, and with TLS after reading the authorities: an emulator needs none. */
function lazyConnector(timeout: number, env: NodeJS.ProcessEnv): undici.buildConnector.connector {
  const plain = buildConnector({ timeout });
  let secure: undici.buildConnector.connector | undefined;
  return (options, callback) => {
    if (options.protocol !== "https:") return plain(options, callback);
    secure ??= buildConnector({ timeout, ...tlsOptions(env) });
    return secure(options, callback);
  };
}

/** One context for all connections: creating it takes as long as several connections. */
function tlsOptions(env: NodeJS.ProcessEnv) {
  const ca = authorities(env);
  return ca && { secureContext: createSecureContext({ ca }) };
}
