import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, Root } from "protobufjs";

const FOLDER = join(__dirname, "../../src/framework/protocol");
/** What messages refer to of Google's own. */
const WELL_KNOWN = `syntax = "proto3"; package google.protobuf;
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message Empty {}`;

/** How the other side of the wire reads messages: as the provider's handlers do. */
export const CONVERSION = { enums: String, longs: Number, defaults: true } as const;

let root: Root | undefined;

/** The plugin protocol as protobufjs reads it from the .proto files: the oracle of the provider's own codec. */
export function protocol(): Root {
  if (root === undefined) {
    root = new Root();
    for (const file of ["tfplugin6.proto", "plugin.proto", "health.proto"]) {
      parse(readFileSync(join(FOLDER, file), "utf8"), root, { keepCase: true });
    }
    parse(WELL_KNOWN, root, { keepCase: true });
    root.resolveAll();
  }
  return root;
}
