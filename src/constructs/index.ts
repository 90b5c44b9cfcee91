/**
 * What CDKTF programs use: the constructs by hand, and beneath them the bindings that are generated from the
 * provider's schema.
 */
export * as bindings from "./bindings";
export * from "./cloud-props";
export * from "./dbkill-provider";
export * from "./duration";
export { ConstructError, type ConstructErrorCode } from "./errors";
export * from "./kill-preview";
export * from "./kill-target";
export * from "./kill-task";
export * from "./on-conflict";
export * from "./server-session";
export * from "./session-filter";
export * from "./session-kill";
export * from "./sql-cancel";
