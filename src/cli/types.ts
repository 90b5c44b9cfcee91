import { environmentClients, SILENT } from "../resources/environment-clients";
import { engineContext, explain } from "../resources/render";
import type { LiveModule } from "./live";

/** The part of the provider that only some starts need: its types, and what answers the RPCs about them. */
export * as rpc from "../framework/rpc/index";
export { STANDING } from "../resources/lost";
export { provider } from "../resources/provider";
export { FileSlotLock } from "../resources/slot-lock";

/** What the commands look at live databases with, and kill with: the same code, in the same bundle. */
export const live: LiveModule = {
  clients: environmentClients,
  explain,
  context: (signal) => engineContext({ log: SILENT, signal }),
};
