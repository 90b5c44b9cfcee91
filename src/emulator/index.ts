/** A local emulator of the vendors' session-killing APIs. */
export { BUILT_IN_ACCESS_KEY, EMULATOR_PROJECT_ID } from "./core/access-keys";
export { parseFaults } from "./core/faults";
export { ControlError } from "./core/fields";
export { type EmulatorOptions, OptionError } from "./core/options";
export { QUIRKS, type Quirk } from "./core/quirks";
export type {
  AccessKey,
  EmulatorEvent,
  Fault,
  FaultKind,
  Health,
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
  TaskInput,
  TaskState,
  TaskStatus,
} from "./core/types";
export { Emulator } from "./emulator";
