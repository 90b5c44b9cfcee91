import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { providerFolder } from "../../src/mirror";
import { PROVIDER_EXECUTABLE } from "../../src/version";
import type { Benchmark } from "../benchmark";
import { end, track } from "../processes";
import { CLIENT_CERTIFICATE } from "./client-certificate";

/** One apply starts the provider up to four times, so what a start costs is felt by everyone. */
export const handshake: Benchmark = {
  name: "handshake",
  what: () => "provider's start to its handshake / `node -e 0`",
  unit: "ms",
  budget: 1.3,
  repeat: 7,
  async prepare({ root }) {
    const directory = join(root, "handshake");
    mkdirSync(directory);
    const env = providerEnvironment(directory, CLIENT_CERTIFICATE);
    const ours = () => untilHandshake(start(join(providerFolder(), PROVIDER_EXECUTABLE), [], env));
    const theirs = () => untilEnd(start("node", ["-e", "0"], env));
    // The first start of each reads files that later ones find in memory.
    await ours();
    await theirs();
    return { ours, theirs };
  },
};

/** What Terraform sets for a provider. */
export function providerEnvironment(directory: string, clientCertificate: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: directory,
    TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
    PLUGIN_PROTOCOL_VERSIONS: "5,6",
    PLUGIN_CLIENT_CERT: clientCertificate,
  };
}

export interface Started {
  readonly child: ChildProcess;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

export function start(command: string, args: string[], env: NodeJS.ProcessEnv): Started {
  const at = performance.now();
  return {
    at,
    child: track(spawn(command, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] })),
  };
}

/** Milliseconds until the handshake's line is complete. The process is ended then, and its end waited for. */
export function untilHandshake({ child, at }: Started): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = "";
    let complained = "";
    let ms = 0;
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      complained += text;
    });
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (ms > 0 || !printed.includes("\n")) return;
      ms = performance.now() - at;
      end(child);
    });
    child.once("error", reject);
    child.once("close", () => {
      if (/^1\|6\|unix\|[^|]+\|grpc\|[\w+/]+\n/.test(printed)) resolve(ms);
      else reject(new Error(`The provider answered with no handshake: ${printed}${complained}`));
    });
  });
}

export function untilEnd({ child, at }: Started): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve(performance.now() - at);
      else reject(new Error(`${child.spawnfile} ended with ${code}`));
    });
  });
}
