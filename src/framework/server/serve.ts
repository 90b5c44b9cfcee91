import { writeSync } from "node:fs";
import type { AnyProvider, Logger } from "../definitions/index";
import type { Runtime } from "../rpc/runtime";
import { makeCertificate } from "./certificate";
import type { GrpcServer } from "./grpc";
import {
  handshakeLine,
  listenOnLoopback,
  listenOnUnixSocket,
  type Socket,
  startedByTerraform,
  type Transport,
} from "./handshake";
import { logLevel, makeLogger } from "./logger";
import type { Rpcs } from "./services";

const STDOUT = 1;
/** How often to look whether the parent process still lives, in milliseconds. */
const PARENT_INTERVAL = 500;
/** How long calls under way may take to end when Terraform asks for shutdown, in milliseconds. */
const GRACE = 500;

/** A provider whose types and handlers are loaded when the first RPC needs them. */
export interface LazyProvider extends Pick<AnyProvider, "name" | "version"> {
  load(): { readonly provider: AnyProvider; readonly rpc: Rpcs };
  /** Responses made beforehand by `premadeResponses`, by RPC. Absent: they are made when asked for. */
  premade?: Readonly<Record<string, () => Buffer>>;
  /** Called with the name of each RPC that is answered. */
  onCall?(rpc: string): void;
  /** The file descriptor at which Terraform reads the handshake. @default - stdout */
  handshakeDescriptor?: number;
  /** @default - `tcp` on Windows, else `unix` */
  transport?: Transport;
}

/**
 * Serves the provider to the Terraform that started this process, until it says to stop or is gone. It takes over
 * the process: signals, stdout and exit.
 */
export async function serve(provider: LazyProvider): Promise<void> {
  try {
    await start(provider);
  } catch (error) {
    process.stderr.write(
      `The Terraform provider ${provider.name} can't start: ${(error as Error).message}\n`,
    );
    process.exit(1);
  }
}

async function start(provider: LazyProvider): Promise<void> {
  if (!startedByTerraform(process.env)) {
    process.stderr.write(
      `This is the Terraform provider ${provider.name} ${provider.version}. Terraform starts it by itself: ` +
        "declare it under required_providers and run terraform.\n",
    );
    process.exitCode = 1;
    return;
  }
  // Ctrl-C reaches the whole process group. Terraform then calls StopProvider and waits for what is under way: a
  // provider that ended now would lose what it has just created.
  process.on("SIGINT", () => {});
  let server: GrpcServer | undefined;
  let runtime: Runtime | undefined;
  const stop = (limit?: number) => {
    runtime?.operations.stop();
    shutDown(server, limit);
  };
  // SIGTERM may have been sent to the whole process group as well, so what is under way is still answered.
  process.on("SIGTERM", () => stop());
  watchParent();
  const clientCertificate = process.env.PLUGIN_CLIENT_CERT;
  // Both ends prove themselves: the client with the certificate in the environment, we with one that the handshake names. A client that
  // announces none (an old or a debugging one) speaks plaintext.
  const own = clientCertificate ? makeCertificate() : undefined;
  const socket = await listen(provider.transport, own !== undefined);
  process.on("exit", socket.remove);
  const { handshakeDescriptor = STDOUT } = provider;
  writeSync(handshakeDescriptor, handshakeLine(socket, own?.der));
  if (handshakeDescriptor === STDOUT) keepStdoutClean();
  surviveFailures(() => runtime?.log ?? logger((text) => text));
  const logger = (scrub: (text: string) => string) =>
    makeLogger(provider.name, logLevel(process.env), scrub, writeToStderr);
  const load = () => {
    const { provider: types, rpc } = provider.load();
    runtime = new rpc.Runtime(types, logger);
    return { rpc, runtime };
  };
  // Loading the protocol takes a while, so Terraform has heard by now where to connect.
  const { makePluginServer } = require("./services") as typeof import("./services");
  const plugin = makePluginServer({
    load,
    premade: provider.premade,
    onShutdown: () => stop(GRACE),
    onCall: provider.onCall,
    tls: own && {
      clientCertificate: clientCertificate!,
      certificate: own.certificatePem,
      privateKey: own.privateKeyPem,
    },
  });
  socket.server.on("connection", plugin.accept);
  server = plugin;
}

/** Every user of the machine can connect to a TCP port, so both sides must authenticate. */
function listen(
  transport: Transport = process.platform === "win32" ? "tcp" : "unix",
  encrypted: boolean,
): Promise<Socket> {
  if (transport === "unix") return listenOnUnixSocket(process.env.PLUGIN_UNIX_SOCKET_DIR || undefined);
  if (encrypted) return listenOnLoopback(process.env);
  throw new Error(
    "Terraform sent no client certificate (PLUGIN_CLIENT_CERT). The provider requires one over TCP.",
  );
}

/** @param limit - how long calls under way may take to end, in milliseconds; absent: as long as they need */
function shutDown(server: GrpcServer | undefined, limit?: number): void {
  const end = () => process.exit(0);
  if (server === undefined) end();
  else {
    if (limit !== undefined) setTimeout(end, limit);
    server.close(end);
  }
}

/** Only the handshake belongs on stdout; what a handler or a library prints goes to the log. */
function keepStdoutClean(): void {
  process.stdout.on("error", () => process.exit(1));
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}

/** Node.js makes the stream when it is first used, which most starts never do. */
function writeToStderr(line: string): void {
  // Once the parent is gone there is nobody to write to; without a listener that would be a failure to report.
  if (process.stderr.listenerCount("error") === 0) process.stderr.on("error", () => {});
  process.stderr.write(line);
}

/** A mistake in one handler must not take the others' work with it. */
function surviveFailures(log: () => Logger): void {
  const report = (error: unknown) =>
    log().error("unhandled error", { error: error instanceof Error ? error.stack : String(error) });
  process.on("unhandledRejection", report);
  process.on("uncaughtException", report);
}

/**
 * The parent may be killed without a word; a provider that nobody talks to ends. A parent that was gone before we
 * looked does not read the handshake either.
 */
function watchParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (isGone(parent)) process.exit(0);
  }, PARENT_INTERVAL).unref();
}

/** An orphan gets another parent, except on Windows, where the parent id stays. */
export function isGone(parent: number, now = process.ppid): boolean {
  if (now !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
