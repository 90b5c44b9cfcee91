export { adaptersOf } from "./adapters";
export { classify } from "./classify";
export { type CallOptions, createHttp, type Http, type HttpOptions, type Log } from "./http";
export { systemClock } from "./http/clock";
export { type EndpointSources, isLoopback, resolveEndpoint } from "./shared/endpoint";
export * from "./shared/errors";
