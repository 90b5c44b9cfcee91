import { serve } from "../framework/server/serve";
import { VERSION } from "../version";
import { restoreMaglev, turnOffMaglev } from "./maglev";
import { unpack } from "./packed";

/** Responses by RPC, made when the bundle is built. */
declare const PREMADE: Readonly<Record<string, { readonly packed: string; readonly size: number }>>;

/** The RPCs that were answered, for the cache of compiled code. */
export const calls = new Set<string>();

let isMaglevOff = false;
/** Restores V8's flags. Otherwise V8 would refuse the compiled code next time. */
export function beforeCompiledCodeIsKept(): void {
  if (isMaglevOff) restoreMaglev();
}

/** The bundle's entry: what Terraform starts. */
serve({
  name: "dbkill",
  version: VERSION,
  load: () => {
    const types = require("./types") as typeof import("./types");
    turnOffMaglev();
    isMaglevOff = true;
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
