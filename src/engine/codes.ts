import type { CodeEntry } from "../model";
import { DRAIN_CODES } from "./drain/codes";
import { KILL_CODES } from "./kill/codes";
import { TASK_CODES } from "./kill-task/codes";
import { POLICY_CODES } from "./policy/codes";
import { RUNNER_CODES } from "./runner/codes";

/** The codes of all use cases. Stable. For the docs and for types: the causes and remedies are not part of the provider. */
export const ENGINE_CODES = {
  ...DRAIN_CODES,
  ...KILL_CODES,
  ...TASK_CODES,
  ...POLICY_CODES,
  ...RUNNER_CODES,
} as const satisfies Record<string, CodeEntry>;

export type EngineCode = keyof typeof ENGINE_CODES;
