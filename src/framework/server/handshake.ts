import { mkdtempSync, rmdirSync, unlinkSync } from "node:fs";
import { type AddressInfo, createServer, type ListenOptions, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What Terraform sets in the environment of a provider it starts. */
const COOKIE_NAME = "TF_PLUGIN_MAGIC_COOKIE";
const COOKIE_VALUE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/** The kernel's limit on the path of a unix socket, its closing zero included (macOS; Linux has 108). */
const LONGEST_PATH = 103;
const LOOPBACK = "127.0.0.1";
const LAST_PORT = 65_535;

/** Whether Terraform started this process. */
export function startedByTerraform(environment: NodeJS.ProcessEnv): boolean {
  return environment[COOKIE_NAME] === COOKIE_VALUE;
}

/** How Terraform reaches the plugin. On Windows it can't use unix sockets. */
export type Transport = "unix" | "tcp";

/** Where the plugin listens. */
export interface Socket {
  readonly server: Server;
  readonly transport: Transport;
  /** The path of a unix socket, or host and port. */
  readonly address: string;
  /** Removes the files created for it. */
  remove(): void;
}

/**
 * Listens on a fresh unix socket, in a directory that only this user can enter.
 * @param parent - the directory to put it in; by default the system's directory for temporary files
 * @throws Error where the path would be too long for the system, and says what to do
 */
export async function listenOnUnixSocket(parent: string = tmpdir()): Promise<Socket> {
  const directory = mkdtempSync(join(parent, "plugin-"));
  const path = join(directory, "s");
  // Not rmSync: what that loads of Node.js takes longer than all the rest of the exit.
  const remove = () => {
    ignoreMissing(() => unlinkSync(path));
    ignoreMissing(() => rmdirSync(directory));
  };
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    remove();
    throw new Error(
      `the path of the plugin's socket is longer than the ${LONGEST_PATH} bytes the system allows: ${path}. ` +
        "Set TMPDIR to a directory with a shorter path.",
    );
  }
  try {
    return { server: await listen({ path }), transport: "unix", address: path, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Listens on loop-back, at the first port that is free between `PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT`, which Terraform sets
 * (https://github.com/hashicorp/go-plugin/blob/main/server.go).
 * @throws Error if the range is empty, or no port in it is free
 */
export async function listenOnLoopback({
  PLUGIN_MIN_PORT,
  PLUGIN_MAX_PORT,
}: NodeJS.ProcessEnv): Promise<Socket> {
  const [first, last] = [PLUGIN_MIN_PORT, PLUGIN_MAX_PORT].map((text) => Number(text || 0)) as [
    number,
    number,
  ];
  const range = `PLUGIN_MIN_PORT ${PLUGIN_MIN_PORT}, PLUGIN_MAX_PORT ${PLUGIN_MAX_PORT}`;
  if (!(first <= last && last <= LAST_PORT)) throw new Error(`the port range is empty: ${range}`);
  let failure: unknown;
  for (let port = first; port <= last; port++) {
    try {
      const server = await listen({ host: LOOPBACK, port });
      const address = `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
      return { server, transport: "tcp", address, remove: () => {} };
    } catch (error) {
      failure = error;
    }
  }
  throw new Error(`no port is free for the plugin: ${range}. Last error: ${(failure as Error).message}`);
}

function listen(options: ListenOptions): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => resolve(server));
  });
}

function ignoreMissing(remove: () => void): void {
  try {
    remove();
  } catch {
    // Somebody else has cleared the temporary folder.
  }
}

/**
 * The line that tells Terraform where to connect: version of the plugin system, version of the protocol, network,
 * address, kind and our certificate (base64 without padding; empty for plaintext).
 */
export function handshakeLine(
  { transport, address }: Pick<Socket, "transport" | "address">,
  certificate: Buffer | undefined,
): string {
  const encoded = certificate?.toString("base64").replace(/=+$/, "") ?? "";
  return `1|6|${transport}|${address}|grpc|${encoded}\n`;
}
