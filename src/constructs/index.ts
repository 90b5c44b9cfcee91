// Before anything that imports them.
import "./peers";

/**
 * What CDKTF programs use: the constructs, and beneath them the bindings that are generated from the provider's schema.
 */
export { ApplyAutoKillPolicy, type ApplyAutoKillPolicyProps } from "./aspects/apply-auto-kill-policy";
export { RequireAutoKillPolicy, type RequireAutoKillPolicyProps } from "./aspects/require-auto-kill-policy";
export type { DatabaseAspectProps } from "./aspects/visitor";
export { AutoKillPolicy, type AutoKillPolicyProps } from "./auto-kill-policy";
export * as bindings from "./bindings";
export type {
  AlibabaProviderProps,
  CloudProviderProps,
  HuaweiProviderProps,
  MysqlProviderProps,
  TencentProviderProps,
} from "./cloud-props";
export { Duration } from "./duration";
export { KillEngine, type KillEngineOptions } from "./engines/kill-engine";
export { DbkillProvider, type DbkillProviderProps, type PlanStatements } from "./engines/provider";
export { CONSTRUCT_CODES, type ConstructCode, ConstructError, type ConstructProblem } from "./errors";
export * from "./kill-preview";
export * from "./kill-switch";
export { KillTarget, type KillTargetReference, type Operation } from "./kill-target";
export type {
  AlibabaClickhouseTargetOptions,
  AlibabaOceanbaseTargetOptions,
  HuaweiTargetOptions,
  MysqlTargetProps,
  TencentTargetOptions,
} from "./kill-target-options";
export * from "./kill-task";
export type { AutoKillPolicySettings, AutoKillPolicyTimeouts, PolicyCondition } from "./policy-settings";
export { PolicyTemplate } from "./policy-template";
export * from "./policy-words";
export * from "./results";
export { OnConflict, OnDestroy, type ServerSession } from "./services/service";
export * from "./session-drain";
export { SessionFilter, type SessionFilterMatch, type SessionFilterProps } from "./session-filter";
export {
  SessionKill,
  type SessionKillProps,
  type SessionKillTimeouts,
} from "./session-kill";
export * from "./sql-cancel";
export { Window, type WindowProps, type WindowReference } from "./window";
