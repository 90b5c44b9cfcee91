import { once } from "node:events";
import { loadService } from "../protocol/load";
import { RPCS, type Rpc, STREAMING_RPCS } from "../rpc/index";
import type { Runtime } from "../rpc/runtime";
import { type GrpcServer, type Method, makeGrpcServer, type Tls } from "./grpc";
import { STATUS, StatusError } from "./message";

type Handler = Pick<Method, "unary" | "streaming">;

/**
 * Makes the server of a plugin: the provider, and what go-plugin wants beside it.
 * @param onShutdown - called once Terraform has asked the process to end
 * @param tls - absent: plaintext
 */
export function makePluginServer(runtime: Runtime, onShutdown: () => void, tls?: Tls): GrpcServer {
  const methods = new Map<string, Method>();
  const add = (service: string, handlers: Record<string, Handler>) => {
    for (const [name, { path, deserialize, serialize }] of loadService(service)) {
      const handler = handlers[name];
      if (handler !== undefined) methods.set(path, { deserialize, serialize, ...handler });
    }
  };
  const provider = Object.entries(RPCS).map(([name, rpc]) => [name, unary(runtime, name, rpc)] as const);
  const streaming = Object.entries(STREAMING_RPCS).map(([name, rpc]): [string, Handler] => [
    name,
    { streaming: (request, signal) => rpc(runtime, request, signal) },
  ]);
  add("tfplugin6.Provider", Object.fromEntries([...provider, ...streaming]));
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

/** Keeps a stream open, with nothing to send. */
// biome-ignore lint/correctness/useYield: it is a stream without messages
async function* untilAborted(signal: AbortSignal): AsyncGenerator<never> {
  if (!signal.aborted) await once(signal, "abort");
}

/** Health is asked of "plugin", or of the server as a whole. */
function knownService(request: { service?: string }): boolean {
  return ["", "plugin", "tfplugin6.Provider"].includes(request.service ?? "");
}

/** The RPCs answer for themselves; a failure here would be a mistake in the kit. */
function unary(runtime: Runtime, name: string, rpc: Rpc): Handler {
  return {
    async unary(request) {
      try {
        return await rpc(runtime, request);
      } catch (error) {
        const stack = error instanceof Error ? error.stack : typeof error;
        runtime.log.error("an RPC failed", { rpc: name, error: stack });
        throw new StatusError(STATUS.internal, runtime.redactor.scrub(`${name}: ${String(error)}`));
      }
    },
  };
}
