import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { makeCertificate } from "../../src/framework/server/certificate";
import { providerFolder } from "../../src/mirror";
import { nativeArchives } from "../../src/native";
import { PROVIDER_EXECUTABLE, VERSION } from "../../src/version";
import type { Benchmark, Side } from "../benchmark";
import type { Stage } from "../stage";
import { CLIENT_CERTIFICATE } from "./client-certificate";
import { providerEnvironment, start, untilHandshake } from "./handshake";
import { untilSchemas } from "./schema-start";

/** A start of the native executable against one of the script: it must not be slower. Both start with a warm cache. */
function against(name: string, what: string, cost: (program: string, folder: string) => Side): Benchmark {
  return {
    name,
    what: () => `${what}: native / script`,
    unit: "ms",
    budget: 1,
    byDefault: false,
    repeat: 7,
    async prepare(stage) {
      const folder = join(stage.root, name);
      mkdirSync(folder);
      const ours = cost(unpacked(stage), folder);
      const theirs = cost(join(providerFolder(), PROVIDER_EXECUTABLE), folder);
      await ours();
      await theirs();
      return { ours, theirs };
    },
  };
}

export const nativeHandshake = against("native-handshake", "start to handshake", (program, folder) => {
  const env = providerEnvironment(folder, CLIENT_CERTIFICATE);
  return () => untilHandshake(start(program, [], env));
});

export const nativeSchemaStart = against("native-schema-start", "start, schemas, end", (program, folder) => {
  const own = makeCertificate();
  const env = providerEnvironment(folder, own.certificatePem);
  return () => untilSchemas(start(program, [], env), own);
});

/** The executable for this machine, from the archives in DBKILL_NATIVE_DIR. */
function unpacked({ root }: Stage): string {
  const folder = process.env.DBKILL_NATIVE_DIR;
  if (!folder)
    throw new Error("DBKILL_NATIVE_DIR does not name a release; npm run release:provider builds one.");
  const [archive] = nativeArchives(folder, VERSION, ["linux_amd64"]);
  const name = `${PROVIDER_EXECUTABLE}_v${VERSION}`;
  const program = join(root, name);
  writeFileSync(program, unzipSync(archive!.bytes)[name]!, { mode: 0o755 });
  return program;
}
