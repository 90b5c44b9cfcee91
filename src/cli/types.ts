/** The part of the provider that only some starts need: its types, and what answers the RPCs about them. */
export * as rpc from "../framework/rpc/index";
export { provider } from "../resources/provider";
