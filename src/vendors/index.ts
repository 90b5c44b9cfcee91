export { adaptersOf } from "./adapters";
export * as alibaba from "./alibaba";
export { classify } from "./classify";
export { createHttp, type Http, type HttpOptions, type Log } from "./http";
export * as huawei from "./huawei";
export { type EndpointSources, isLoopback, resolveEndpoint, type Service } from "./shared/endpoint";
export * from "./shared/errors";
export * as tencent from "./tencent";
