// Makes src/framework/protocol/tfplugin6.json, the descriptor that the provider loads, from the .proto files beside it.
// Run it after a change of one of them: node scripts/provider-protocol.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const folder = new URL("../src/framework/protocol/", import.meta.url);
const { parse, Root } = createRequire(import.meta.url)("protobufjs");

const root = new Root();
for (const file of ["tfplugin6.proto", "plugin.proto", "health.proto"]) {
  parse(readFileSync(new URL(file, folder), "utf8"), root, { keepCase: true });
}
const wellKnown = `syntax = "proto3"; package google.protobuf;
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message Empty {}`;
parse(wellKnown, root, { keepCase: true });
writeFileSync(new URL("tfplugin6.json", folder), `${JSON.stringify(root.toJSON())}\n`);
