import { serve } from "../framework/server/serve";
import { VERSION } from "../version";
import { unpack } from "./packed";
import { restoreFlags, setFlags } from "./v8-flags";

/** Responses by RPC, made when the bundle is built. */
declare const PREMADE: Readonly<Record<string, { readonly packed: string; readonly size: number }>>;

/** The RPCs that were answered, for the cache of compiled code. */
export const calls = new Set<string>();

/** Restores V8's flags. */
export const beforeCompiledCodeIsKept = restoreFlags;

/** The bundle's entry: what Terraform starts. */
serve({
  name: "dbkill",
  version: VERSION,
  load: () => {
    const types = require("./types") as typeof import("./types");
    setFlags();
    return types;
  },
  premade: Object.fromEntries(
    Object.entries(PREMADE).map(([rpc, { packed, size }]) => [rpc, () => unpack(packed, size)]),
  ),
  onCall: (rpc) => calls.add(rpc),
  // The launcher keeps stdout for itself.
  transport: process.env.DBKILL_PROVIDER_TRANSPORT === "tcp" ? "tcp" : undefined,
  handshakeDescriptor: Number(process.env.DBKILL_STDOUT || 1),
});
