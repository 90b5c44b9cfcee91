import { mkdtempSync, rmdirSync, unlinkSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What Terraform sets in the environment of a provider it starts. */
const COOKIE_NAME = "TF_PLUGIN_MAGIC_COOKIE";
const COOKIE_VALUE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/** The kernel's limit on the path of a unix socket, its closing zero included (macOS; Linux has 108). */
const LONGEST_PATH = 103;

/** Whether Terraform started this process. */
export function startedByTerraform(environment: NodeJS.ProcessEnv): boolean {
  return environment[COOKIE_NAME] === COOKIE_VALUE;
}

/** A unix socket in a directory that only this user can enter. */
export interface Socket {
  readonly server: Server;
  readonly path: string;
  /** Removes the directory. */
  remove(): void;
}

/**
 * Listens on a fresh unix socket.
 * @param parent - the directory to put it in; by default the system's directory for temporary files
 * @throws Error where the path would be too long for the system, and says what to do
 */
export async function listen(parent: string = tmpdir()): Promise<Socket> {
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
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { server, path, remove };
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
export function handshakeLine(path: string, certificate: Buffer | undefined): string {
  const encoded = certificate?.toString("base64").replace(/=+$/, "") ?? "";
  return `1|6|unix|${path}|grpc|${encoded}\n`;
}
