/** A local emulator of the vendors' session-killing APIs. */
export { BUILT_IN_ACCESS_KEY } from "./access-keys";
export { ControlError } from "./control/control-error";
export { Emulator, type EmulatorOptions } from "./emulator";
export { parseFaults } from "./faults";
export { OptionError } from "./option-error";
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
} from "./types";
export { HUAWEI_QUIRKS } from "./types";
export { EMULATOR_PROJECT_ID } from "./vendors/huawei/settings";
