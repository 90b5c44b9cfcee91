import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client, type ClientReadableStream, credentials, type ServiceError } from "@grpc/grpc-js";
import { decode, ExtData, encode } from "@msgpack/msgpack";
import type { AnyProvider, Logger } from "../../src/framework";
import * as rpc from "../../src/framework/rpc";
import { type Certificate, makeCertificate } from "../../src/framework/server/certificate";
import { makePluginServer } from "../../src/framework/server/services";
import { CONVERSION, protocol } from "./protocol";

/** What Terraform puts into the environment of a provider it starts. */
export const MAGIC_COOKIE = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
} as const;

/** A value that is not known yet, for use in {@link value}. */
export const UNKNOWN_VALUE = new ExtData(0, new Uint8Array(1));
/** The same with refinements, as Terraform sends for `"pre-${x.id}"`. */
export const REFINED_UNKNOWN = new ExtData(12, encode(new Map([[2, "pre-"]])));

/** A DynamicValue in msgpack. */
export function value(content: unknown): { msgpack: Uint8Array } {
  return { msgpack: encode(content) };
}

/** What a DynamicValue holds; unknown values are ExtData. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into values of any type
export function content(dynamic: any): any {
  return dynamic?.msgpack?.length > 0 ? decode(dynamic.msgpack) : undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: each RPC answers with a message of its own
type Message = any;

/** Plays Terraform on one gRPC connection. */
export class PluginClient {
  private readonly client: Client;

  /**
   * @param address - such as `unix:/tmp/plugin-1/s` or `127.0.0.1:10000`
   * @param server - the certificate that the server is to prove itself with; undefined: plaintext
   * @param own - the certificate to show
   */
  constructor(address: string, server?: string, own?: Certificate) {
    const channel =
      server === undefined
        ? credentials.createInsecure()
        : credentials.createSsl(
            Buffer.from(server),
            own && Buffer.from(own.privateKeyPem),
            own && Buffer.from(own.certificatePem),
          );
    this.client = new Client(address, channel, {
      "grpc.ssl_target_name_override": "localhost",
      "grpc.default_authority": "localhost",
      "grpc.enable_retries": 0,
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
  }

  /** Calls an RPC of the provider. */
  call(method: string, request: object = {}): Promise<Message> {
    return this.unary("tfplugin6.Provider", method, request);
  }

  /** Calls any unary RPC. */
  unary(service: string, method: string, request: object = {}): Promise<Message> {
    const { path, requestSerialize, responseDeserialize } = definition(service, method);
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, response?: object) =>
        error ? reject(error) : resolve(response);
      this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, done);
    });
  }

  /** Opens a stream of answers. */
  stream(service: string, method: string, request: object = {}): ClientReadableStream<object> {
    const { path, requestSerialize, responseDeserialize } = definition(service, method);
    return this.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  }

  close(): void {
    this.client.close();
  }
}

function definition(service: string, method: string) {
  const { resolvedRequestType, resolvedResponseType } =
    protocol().lookupService(service).methods[method] ?? {};
  if (!resolvedRequestType || !resolvedResponseType) throw new Error(`no RPC ${service}/${method}`);
  return {
    path: `/${service}/${method}`,
    requestSerialize: (message: object) =>
      resolvedRequestType.encode(resolvedRequestType.fromObject(message)).finish() as Buffer,
    responseDeserialize: (bytes: Buffer) =>
      resolvedResponseType.toObject(resolvedResponseType.decode(bytes), CONVERSION),
  };
}

/** One log line of an in-process provider. */
export interface LogLine {
  level: keyof Logger;
  message: string;
  fields: Record<string, unknown>;
}

/** A provider served in this process, in plaintext, and a client of it. */
export class InProcessPlugin {
  private constructor(
    readonly client: PluginClient,
    readonly logs: LogLine[],
    private readonly socket: Server,
    private readonly directory: string,
  ) {}

  static async start(provider: AnyProvider): Promise<InProcessPlugin> {
    const logs: LogLine[] = [];
    const line =
      (level: keyof Logger) =>
      (message: string, fields: Record<string, unknown> = {}) =>
        void logs.push({ level, message, fields });
    const logger: Logger = {
      trace: line("trace"),
      debug: line("debug"),
      info: line("info"),
      warn: line("warn"),
      error: line("error"),
    };
    const directory = mkdtempSync(join(tmpdir(), "plugin-test-"));
    const path = join(directory, "s");
    const runtime = new rpc.Runtime(provider, () => logger);
    const plugin = makePluginServer({ load: () => ({ rpc, runtime }), onShutdown: () => {} });
    const socket = createServer(plugin.accept);
    socket.listen(path);
    await once(socket, "listening");
    return new InProcessPlugin(new PluginClient(`unix:${path}`), logs, socket, directory);
  }

  async close(): Promise<void> {
    this.client.close();
    this.socket.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A provider started as a process of its own, as Terraform does it. */
export class ChildPlugin {
  readonly certificate = makeCertificate();
  readonly exited: Promise<number | null>;
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";
  private handshake: string[] = [];

  /**
   * @param command - what to start
   * @param tls - whether to ask for TLS
   * @param program - what runs it
   */
  constructor(
    command: readonly string[],
    env: NodeJS.ProcessEnv = {},
    tls = true,
    program: string = process.execPath,
  ) {
    this.process = spawn(program, command, {
      env: {
        PATH: process.env.PATH,
        TMPDIR: process.env.TMPDIR,
        ...MAGIC_COOKIE,
        ...(tls ? { PLUGIN_CLIENT_CERT: this.certificate.certificatePem } : {}),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.exited = once(this.process, "close").then(([code]) => code as number | null);
  }

  /** Waits for the handshake. @returns its fields */
  async ready(): Promise<string[]> {
    const lines = createInterface({ input: this.process.stdout! });
    lines.on("line", (line) => {
      this.stdout += `${line}\n`;
    });
    const [line] = (await once(lines, "line")) as [string];
    this.handshake = line.split("|");
    return this.handshake;
  }

  /** The path of the socket, or host and port. */
  get path(): string {
    return this.handshake[3]!;
  }

  /** The server's certificate, as PEM. */
  get serverPem(): string {
    const base64 = Buffer.from(this.handshake[5]!, "base64").toString("base64");
    return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
  }

  /** Connects, by default with the right certificate. */
  connect(own: Certificate | undefined = this.certificate): PluginClient {
    const address = this.handshake[2] === "unix" ? `unix:${this.path}` : this.path;
    return new PluginClient(address, this.handshake[5] === "" ? undefined : this.serverPem, own);
  }
}
