import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { loadService } from "../protocol/load";
import { RPCS, type Rpc } from "../rpc/index";
import type { Runtime } from "../rpc/runtime";
import type { Certificate } from "./certificate";

/** As core's own limit. */
const LARGEST_MESSAGE = 256 * 1024 * 1024;

type Call = ServerUnaryCall<object, object>;
type Stream = ServerWritableStream<object, object>;
type Done = sendUnaryData<object>;

/** Everything a plugin serves. */
export interface PluginServer {
  readonly server: Server;
  /** Ends the streams that stay open, so that the server can shut down. */
  endStreams(): void;
}

/**
 * Makes the gRPC server of a plugin: the provider, and what go-plugin wants beside it.
 * @param onShutdown - called once Terraform has asked the process to end, after it has been answered
 */
export function makePluginServer(runtime: Runtime, onShutdown: () => void): PluginServer {
  const server = new Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
    "grpc.enable_channelz": 0,
  });
  const open = new Set<Stream>();
  const keepOpen = (stream: Stream) => {
    open.add(stream);
    stream.on("cancelled", () => open.delete(stream));
  };

  const handlers = Object.entries(RPCS).map(([name, rpc]) => [name, unary(runtime, name, rpc)]);
  add(server, "tfplugin6.Provider", Object.fromEntries(handlers));
  add(server, "plugin.GRPCController", {
    Shutdown(_call: Call, done: Done) {
      done(null, {});
      setImmediate(onShutdown);
    },
  });
  // Terraform reads our stderr itself, so there is nothing to send here; but the stream must stay open.
  add(server, "plugin.GRPCStdio", { StreamStdio: keepOpen });
  add(server, "grpc.health.v1.Health", {
    Check({ request }: Call, done: Done) {
      if (knownService(request)) done(null, { status: "SERVING" });
      else done({ code: status.NOT_FOUND, details: "unknown service" });
    },
    Watch(stream: Stream) {
      stream.write({ status: knownService(stream.request) ? "SERVING" : "SERVICE_UNKNOWN" });
      keepOpen(stream);
    },
  });
  return {
    server,
    endStreams() {
      for (const stream of open) stream.end();
      open.clear();
    },
  };
}

/** Health is asked of "plugin", or of the server as a whole. */
function knownService(request: { service?: string }): boolean {
  return ["", "plugin", "tfplugin6.Provider"].includes(request.service ?? "");
}

function add(server: Server, name: string, handlers: object): void {
  server.addService(loadService(name) as unknown as ServiceDefinition, handlers as never);
}

/** The handlers answer for themselves; a rejection here would be a mistake in the kit. */
function unary(runtime: Runtime, name: string, rpc: Rpc) {
  return async (call: Call, done: Done) => {
    try {
      done(null, await rpc(runtime, call.request));
    } catch (error) {
      runtime.log.error("an RPC failed", {
        rpc: name,
        error: error instanceof Error ? error.stack : typeof error,
      });
      done({ code: status.INTERNAL, details: runtime.redactor.scrub(`${name}: ${String(error)}`) });
    }
  };
}

/**
 * Both ends prove themselves with the certificates that were exchanged by environment and handshake. Without a client
 * certificate (an old or debugging client) there is no TLS.
 */
export function makeCredentials(
  clientPem: string | undefined,
  own: Certificate | undefined,
): ServerCredentials {
  if (clientPem === undefined || own === undefined) return ServerCredentials.createInsecure();
  const keyPair = {
    cert_chain: Buffer.from(own.certificatePem),
    private_key: Buffer.from(own.privateKeyPem),
  };
  return ServerCredentials.createSsl(Buffer.from(clientPem), [keyPair], true);
}
