import { DiagnosticError } from "../diagnostics";
import { kitCode } from "../errors";
import { applyViolations, sentence, unknownPaths } from "../plan/check";
import { INTEREST } from "../plan/layout";
import { type Fields, walk } from "../plan/walk";
import type { Attributes } from "../schema/types";
import { type DynamicValue, NULL_VALUE } from "../values/dynamic";
import { clone } from "../values/equal";
import { hasUnknown, UNKNOWN } from "../values/unknown";
import { callHandler } from "./context";
import { fillDefaults } from "./defaults";
import { timeoutOf } from "./operations";
import { PrivateData } from "./private";
import { invalidRequest, requireWhole } from "./request";
import type { Runtime } from "./runtime";
import { bug } from "./thrown";

/** `tfplugin6.ReadDataSource.Request` */
export interface DataRequest {
  type_name: string;
  config?: DynamicValue | null;
}

/** Reads a data source. */
export function readDataSource(runtime: Runtime, request: DataRequest) {
  return runtime.respond<{ state: DynamicValue }>(
    async (diagnostics) => {
      const served = runtime.dataSource(request.type_name);
      const { attributes, definition, name } = served;
      const written = runtime.decode(served, request.config);
      if (written === null) throw invalidRequest(served, "a configuration");
      requireWhole(served, { config: written }, "required");
      const config = fillDefaults(attributes, written);
      if (hasUnknown(config)) {
        const detail = `${name} can be read only once its whole configuration is known.`;
        throw new DiagnosticError({
          code: kitCode("CONFIG_UNKNOWN"),
          summary: "Configuration not known yet",
          detail,
        });
      }
      const expected = openComputed(attributes, config);
      const timeout = timeoutOf(attributes, "read", config);
      const parts = { diagnostics, privateData: new PrivateData(undefined), timeout };
      const done = await callHandler(runtime, parts, (context) => definition.read({ config }, context));
      if (done === undefined) return { state: NULL_VALUE };
      const state = done.result as Fields;
      for (const path of unknownPaths(state)) {
        const text = bug(`${name}: ${sentence({ path, problem: "is unknown" })}`);
        diagnostics.report({
          severity: "error",
          code: kitCode("PROVIDER_BUG"),
          summary: "Provider left a value unknown",
          detail: text,
          path,
        });
      }
      for (const violation of applyViolations(attributes, expected, state)) {
        const text = bug(`${name}: ${sentence({ ...violation, problem: "is not as it was configured" })}`);
        diagnostics.report({
          severity: "error",
          code: kitCode("PROVIDER_BUG"),
          summary: "Provider changed a configured value",
          detail: text,
          path: violation.path,
        });
      }
      return { state: diagnostics.hasErrors() ? NULL_VALUE : runtime.encode(served, state) };
    },
    { state: NULL_VALUE },
  );
}

/** The configuration as a plan: what the provider computes is free. */
function openComputed(attributes: Attributes, config: Fields): Fields {
  const plan = clone(config);
  walk(attributes, { config, prior: null, plan }, INTEREST.computed, ({ triple, name }) => {
    if (triple.plan[name] === null || triple.plan[name] === undefined) triple.plan[name] = UNKNOWN;
  });
  return plan;
}
