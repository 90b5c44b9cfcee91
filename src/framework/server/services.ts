import { once } from "node:events";
import { loadService } from "../protocol/load";
import type { Runtime } from "../rpc/runtime";
import { type GrpcServer, type Method, makeGrpcServer, type Tls } from "./grpc";
import { STATUS, StatusError } from "./message";

type Handler = Pick<Method, "unary" | "streaming">;

/** What answers the RPCs of any provider. */
export type Rpcs = typeof import("../rpc/index");

export interface PluginServerOptions {
  /** What answers the RPCs of the provider, and what they share. Called once, by the first of them. */
  readonly load: () => { readonly rpc: Rpcs; readonly runtime: Runtime };
  /** Responses made beforehand, as they go over the wire, by RPC. */
  readonly premade?: Readonly<Record<string, () => Buffer>>;
  /** Called once Terraform has asked the process to end, and has the response. */
  readonly onShutdown: () => void;
  /** Called with the name of each RPC of the provider that is answered. */
  readonly onCall?: (rpc: string) => void;
  /** Absent: plaintext. */
  readonly tls?: Tls;
}

/** Makes the server of a plugin: the provider, and what go-plugin wants beside it. */
export function makePluginServer({
  load,
  premade = {},
  onShutdown,
  onCall,
  tls,
}: PluginServerOptions): GrpcServer {
  const methods = new Map<string, Method>();
  const add = (service: string, handlers: Record<string, Handler>) => {
    for (const [name, { path, deserialize, serialize }] of loadService(service)) {
      const handler = handlers[name];
      if (handler !== undefined) methods.set(path, { deserialize, serialize, ...handler });
    }
  };
  let loaded: ReturnType<typeof load> | undefined;
  const called = (name: string) => {
    onCall?.(name);
    loaded ??= load();
    return loaded;
  };
  for (const [name, { path, deserialize, serialize, streams }] of loadService("tfplugin6.Provider")) {
    const made = premade[name];
    if (made !== undefined) {
      const unary = () => {
        onCall?.(name);
        return made();
      };
      methods.set(path, { deserialize, serialize: (bytes) => bytes as Buffer, unary });
      continue;
    }
    const handler = streams ? streaming(name, called) : unary(name, called);
    methods.set(path, { deserialize, serialize, ...handler });
  }
  add("plugin.GRPCController", {
    Shutdown: {
      unary() {
        setImmediate(onShutdown);
        return {};
      },
    },
  });
  // Terraform reads our stderr itself, so there is nothing to send here; but the stream must stay open.
  add("plugin.GRPCStdio", { StreamStdio: { streaming: (_request, signal) => untilAborted(signal) } });
  add("grpc.health.v1.Health", {
    Check: {
      unary(request) {
        if (!knownService(request)) throw new StatusError(STATUS.notFound, "unknown service");
        return { status: "SERVING" };
      },
    },
    Watch: {
      async *streaming(request, signal) {
        yield { status: knownService(request) ? "SERVING" : "SERVICE_UNKNOWN" };
        yield* untilAborted(signal);
      },
    },
  });
  return makeGrpcServer(methods, tls);
}

type Called = (rpc: string) => { readonly rpc: Rpcs; readonly runtime: Runtime };

/** The RPCs answer for themselves; a failure here would be a mistake in the kit. */
function unary(name: string, called: Called): Handler {
  return {
    async unary(request) {
      const { rpc, runtime } = called(name);
      const answer = rpc.RPCS[name];
      if (answer === undefined) throw new StatusError(STATUS.unimplemented, `there is no ${name}`);
      try {
        return await answer(runtime, request);
      } catch (error) {
        const stack = error instanceof Error ? error.stack : typeof error;
        runtime.log.error("an RPC failed", { rpc: name, error: stack });
        throw new StatusError(STATUS.internal, runtime.redactor.scrub(`${name}: ${String(error)}`));
      }
    },
  };
}

function streaming(name: string, called: Called): Handler {
  return {
    streaming(request, signal) {
      const { rpc, runtime } = called(name);
      const answer = rpc.STREAMING_RPCS[name];
      if (answer === undefined) throw new StatusError(STATUS.unimplemented, `there is no ${name}`);
      return answer(runtime, request, signal);
    },
  };
}

/** Keeps a stream open, with nothing to send. */
// biome-ignore lint/correctness/useYield: it is a stream without messages
async function* untilAborted(signal: AbortSignal): AsyncGenerator<never> {
  if (!signal.aborted) await once(signal, "abort");
}

/** Health is asked of "plugin", or of the server as a whole. */
function knownService(request: { service?: string }): boolean {
  return ["", "plugin", "tfplugin6.Provider"].includes(request.service ?? "");
}
