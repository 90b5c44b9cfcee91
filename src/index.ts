export * from "./constructs";
export type { Platform } from "./mirror";
export { PROVIDER_SOURCE, VERSION } from "./version";
