export * as alibaba from "./alibaba";
export { type EndpointSources, isLoopback, resolveEndpoint, type Service } from "./endpoint";
export * from "./errors";
export { type CallOptions, createHttp, type Http, type HttpOptions, type Log } from "./http";
export * as huawei from "./huawei";
export * as tencent from "./tencent";
