import { DiagnosticError } from "../diagnostics";
import { wirePath } from "../path";
import { planViolations, sentence } from "../plan/check";
import { planChange } from "../plan/plan";
import { type DynamicValue, NULL_VALUE } from "../values/dynamic";
import { equalObjects } from "../values/equal";
import { callHandler } from "./context";
import { PrivateData } from "./private";
import { bug, invalidRequest, type Runtime, requireWhole } from "./runtime";
import { requireRules } from "./validate";

/** `tfplugin6.PlanResourceChange.Request` */
export interface PlanResourceRequest {
  type_name: string;
  prior_state?: DynamicValue | null;
  proposed_new_state?: DynamicValue | null;
  config?: DynamicValue | null;
  prior_private?: Uint8Array;
}

/** Plans one change. It never defers. */
export function planResourceChange(runtime: Runtime, request: PlanResourceRequest) {
  const unplanned = {
    planned_state: request.proposed_new_state ?? NULL_VALUE,
    requires_replace: [] as ReturnType<typeof wirePath>[],
    planned_private: request.prior_private ?? new Uint8Array(),
  };
  return runtime.respond(async (diagnostics) => {
    const served = runtime.resource(request.type_name);
    const prior = runtime.decode(served, request.prior_state);
    const proposed = runtime.decode(served, request.proposed_new_state);
    const config = runtime.decode(served, request.config);
    requireWhole(runtime, served, { prior_state: prior });
    if (proposed === null ? prior === null : config === null) {
      throw invalidRequest(runtime, served, proposed === null ? "a state" : "a configuration");
    }
    const privateData = new PrivateData(request.prior_private);
    const done = await callHandler(runtime, { diagnostics, privateData }, async (context) => {
      if (config !== null && !equalObjects(served.attributes, prior, proposed)) {
        await requireRules(runtime, served.definition, config, diagnostics);
      }
      return planChange(served.definition, { prior, proposed, config }, context);
    });
    if (done === undefined) return unplanned;
    const { planned, requiresReplace } = done.result;
    const planned_state = runtime.encode(served, planned);
    if (planned !== null) {
      const [violation] = planViolations(served.attributes, { config, prior, plan: planned });
      if (violation !== undefined) {
        throw new DiagnosticError({
          summary: "Provider made an invalid plan",
          detail: bug(`${served.name}: ${sentence(violation)}`),
          path: violation.path,
        });
      }
    }
    return {
      planned_state,
      requires_replace: requiresReplace.map(wirePath),
      planned_private: privateData.toBytes(),
    };
  }, unplanned);
}
