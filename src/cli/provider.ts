import { serve } from "../framework/server/serve";
import { VERSION } from "../version";

/** The response to GetProviderSchema as base64, made when the bundle is built. */
declare const SCHEMA_RESPONSE: string;

/** The RPCs that were answered, for the cache of compiled code. */
export const calls = new Set<string>();

/** The bundle's entry: what Terraform starts. */
serve({
  name: "dbkill",
  version: VERSION,
  load: () => require("./types") as typeof import("./types"),
  schemaResponse: () => Buffer.from(SCHEMA_RESPONSE, "base64"),
  onCall: (rpc) => calls.add(rpc),
  // The launcher keeps stdout for itself.
  handshakeDescriptor: Number(process.env.DBKILL_STDOUT || 1),
});
