import type { AnyResource } from "../definitions/index";
import { DiagnosticError, type DiagnosticList } from "../diagnostics";
import { kitCode } from "../errors";
import { wirePath } from "../path";
import { planViolations, sentence } from "../plan/check";
import { effectiveConfig } from "../plan/effective";
import { planChange } from "../plan/plan";
import type { Fields } from "../plan/walk";
import { type DynamicValue, NULL_VALUE } from "../values/dynamic";
import { equalObjects } from "../values/equal";
import { callHandler } from "./context";
import type { IdentityData } from "./identity";
import { PrivateData } from "./private";
import { invalidRequest, requireWhole } from "./request";
import type { Runtime, Served } from "./runtime";
import { bug } from "./thrown";
import { requireRules } from "./validate";

/** `tfplugin6.PlanResourceChange.Request` */
export interface PlanResourceRequest {
  type_name: string;
  prior_state?: DynamicValue | null;
  proposed_new_state?: DynamicValue | null;
  config?: DynamicValue | null;
  prior_private?: Uint8Array;
  prior_identity?: IdentityData | null;
}

/** Plans one change. It never defers. */
export function planResourceChange(runtime: Runtime, request: PlanResourceRequest) {
  // An identity never changes, and that of a new resource is known once it exists.
  const identity = request.prior_identity ? { planned_identity: request.prior_identity } : {};
  const unplanned = {
    planned_state: request.proposed_new_state ?? NULL_VALUE,
    requires_replace: [] as ReturnType<typeof wirePath>[],
    planned_private: request.prior_private ?? new Uint8Array(),
    ...identity,
  };
  return runtime.respond(async (diagnostics) => {
    const served = runtime.resource(request.type_name);
    const prior = runtime.decode(served, request.prior_state);
    const proposed = runtime.decode(served, request.proposed_new_state);
    const config = runtime.decode(served, request.config);
    requireWhole(served, { prior_state: prior });
    if (proposed === null ? prior === null : config === null) {
      throw invalidRequest(served, proposed === null ? "a state" : "a configuration");
    }
    const privateData = new PrivateData(request.prior_private);
    const done = await callHandler(runtime, { diagnostics, privateData }, async (context) => {
      const changes = !equalObjects(served.attributes, prior, proposed);
      if (config !== null && changes) {
        // What is ignored as a whole comes with all that is stored, the computed values included.
        const written = effectiveConfig(served.attributes, config, config);
        await requireRules(runtime, served.definition, written, diagnostics);
      }
      const output = await planChange(served.definition, { prior, proposed, config }, context);
      await requirePlanRules(runtime, served, { ...output, prior, config, asked: changes }, diagnostics);
      return output;
    });
    if (done === undefined) return unplanned;
    const { planned, requiresReplace } = done.result;
    const planned_state = runtime.encode(served, planned);
    if (planned !== null) {
      const [violation] = planViolations(served.attributes, { config, prior, plan: planned });
      if (violation !== undefined) {
        throw new DiagnosticError({
          code: kitCode("PROVIDER_BUG"),
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
      ...identity,
    };
  }, unplanned);
}

interface Planned {
  readonly planned: Fields | null;
  readonly prior: Fields | null;
  readonly config: Fields | null;
  /** Whether the configuration itself has passed the rules. */
  readonly asked: boolean;
}

/**
 * Asks the rules about what is really planned. Nothing is asked where nothing will be done: a resource that stays as it is must not
 * stand in the way of others, nor of its own destruction, because rules have become stricter.
 */
async function requirePlanRules(
  runtime: Runtime,
  { attributes, definition }: Served<AnyResource>,
  { planned, prior, config, asked }: Planned,
  diagnostics: DiagnosticList,
): Promise<void> {
  if (planned === null || equalObjects(attributes, prior, planned)) return;
  const effective = effectiveConfig(attributes, planned, config);
  if (asked && equalObjects(attributes, effective, config)) return;
  await requireRules(runtime, definition, effective, diagnostics);
}
