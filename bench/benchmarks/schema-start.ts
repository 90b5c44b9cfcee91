import { mkdirSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { type Certificate, makeCertificate } from "../../src/framework/server/certificate";
import { providerFolder } from "../../src/mirror";
import { PROVIDER_EXECUTABLE } from "../../src/version";
import type { Benchmark } from "../benchmark";
import { providerEnvironment, type Started, start, untilEnd } from "./handshake";

/** The first start of every command of Terraform: it asks for the schemas, and that is all. */
export const schemaStart: Benchmark = {
  name: "schema-start",
  what: () => "provider's start, its schemas, its end / `node -e 0`",
  unit: "ms",
  repeat: 7,
  async prepare({ root }) {
    const directory = join(root, "schema-start");
    mkdirSync(directory);
    const own = makeCertificate();
    const env = providerEnvironment(directory, own.certificatePem);
    const ours = () => untilSchemas(start(join(providerFolder(), PROVIDER_EXECUTABLE), [], env), own);
    const theirs = () => untilEnd(start("node", ["-e", "0"], env));
    await ours();
    await theirs();
    return { ours, theirs };
  },
};

/** Milliseconds from the start until the provider has returned its schemas and exited on request. */
export async function untilSchemas(started: Started, own: Certificate): Promise<number> {
  const ended = untilEnd(started);
  let printed = "";
  for await (const text of started.child.stdout!.setEncoding("utf8")) {
    printed += text;
    if (printed.includes("\n")) break;
  }
  const [, , , path, , der] = printed.trim().split("|");
  const session = connectHttp2("https://localhost", {
    createConnection: () =>
      connectTls({
        path: path!,
        ca: pem(der!),
        cert: own.certificatePem,
        key: own.privateKeyPem,
        servername: "localhost",
        ALPNProtocols: ["h2"],
      }),
  });
  session.on("error", () => {});
  for (const method of ["/tfplugin6.Provider/GetProviderSchema", "/plugin.GRPCController/Shutdown"]) {
    const bytes = await call(session, method);
    if (method.endsWith("Schema") && bytes < 10_000)
      throw new Error("The provider answered with no schemas.");
  }
  session.destroy();
  return ended;
}

/** @param encoded - base64 without padding, as in the handshake */
function pem(encoded: string): string {
  const base64 = Buffer.from(encoded, "base64").toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)!.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** One call with an empty message. @returns how many bytes were answered */
function call(session: ReturnType<typeof connectHttp2>, path: string): Promise<number> {
  const request = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
  });
  request.end(Buffer.alloc(5));
  return new Promise((resolve, reject) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("error", reject);
    request.on("end", () => resolve(bytes));
  });
}
