import type { AnyResource } from "../definitions/index";
import { DiagnosticError } from "../diagnostics";
import { kitCode } from "../errors";
import type { Fields } from "../plan/walk";
import { type DynamicValue, decodeJson, NULL_VALUE } from "../values/dynamic";
import { unknownToNull } from "../values/unknown";
import { fillMissing } from "./defaults";
import type { Runtime, Served } from "./runtime";
import { bug } from "./thrown";

/** `tfplugin6.UpgradeResourceState.Request` */
export interface UpgradeRequest {
  type_name: string;
  version?: number;
  raw_state?: { json?: Uint8Array; flatmap?: Record<string, string> } | null;
}

/**
 * Brings a stored state to the current schema; also called when the version is the same. Attributes that the schema
 * does not have any more are dropped, new ones get their default, or null where they have none.
 */
export function upgradeResourceState(runtime: Runtime, request: UpgradeRequest) {
  return runtime.respond<{ upgraded_state: DynamicValue }>(
    () => {
      const served = runtime.resource(request.type_name);
      const { json, flatmap } = request.raw_state ?? {};
      if (json === undefined || json.length === 0) {
        if (flatmap === undefined || Object.keys(flatmap).length === 0) return { upgraded_state: NULL_VALUE };
        throw new DiagnosticError({
          code: kitCode("STATE_VERSION"),
          summary: "State format not supported",
          detail: `The state of ${served.name} was written by Terraform 0.11 or older. No version of this provider wrote it.`,
        });
      }
      const current = upgrade(served, decodeJson(json), request.version ?? 0);
      const state = served.codec.decode(current, true) as Fields | null;
      if (state !== null) fillMissing(served.attributes, current as Fields, state);
      runtime.redactor.learn(served.attributes, state);
      return { upgraded_state: runtime.encode(served, unknownToNull(state)) };
    },
    { upgraded_state: NULL_VALUE },
  );
}

function upgrade({ name, definition }: Served<AnyResource>, stored: unknown, from: number): unknown {
  const { version } = definition.schema as { version: number };
  if (from > version) {
    throw new DiagnosticError({
      code: kitCode("STATE_VERSION"),
      summary: "State from a newer provider",
      detail: `The state of ${name} has schema version ${from}, this provider knows up to ${version}. Use a newer version of the provider.`,
    });
  }
  let state = stored;
  for (let step = from; step < version; step += 1) {
    const next = definition.upgradeState?.[step];
    if (next === undefined) {
      throw new DiagnosticError({
        code: kitCode("PROVIDER_BUG"),
        summary: "State can't be upgraded",
        detail: bug(`${name}: there is no way from schema version ${step} to ${step + 1}.`),
      });
    }
    state = next(state);
  }
  return state;
}
