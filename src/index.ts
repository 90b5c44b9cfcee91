export * from "./constructs";
export type { Platform, ProviderBinary } from "./mirror";
export { MirrorError } from "./mirror-codes";
export { PROVIDER_SOURCE, VERSION } from "./version";
