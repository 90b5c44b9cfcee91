/** A local emulator of the vendors' session-killing APIs. */
export { BUILT_IN_ACCESS_KEY } from "./core/access-keys";
export { parseFaults } from "./core/faults";
export { ControlError } from "./core/fields";
export { OptionError } from "./core/option-error";
export type {
  AccessKey,
  Fault,
  FaultKind,
  Health,
  HuaweiQuirk,
  InstanceState,
  KillState,
  LoggedRequest,
  Match,
  RequestsQuery,
  ServiceName,
  SessionInput,
  SessionState,
  SessionStatus,
  SessionsInput,
  State,
  StateQuery,
  TaskState,
  TaskStatus,
} from "./core/types";
export { HUAWEI_QUIRKS } from "./core/types";
export { Emulator, type EmulatorOptions } from "./emulator";
export { EMULATOR_PROJECT_ID } from "./vendors/huawei/settings";
