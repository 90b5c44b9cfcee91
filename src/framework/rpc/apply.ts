import type { AnyResource, ApplyContext, Context } from "../definitions/index";
import type { DiagnosticList } from "../diagnostics";
import { kitCode } from "../errors";
import { formatPath } from "../path";
import { applyViolations, sentence, unknownPaths } from "../plan/check";
import { effectiveConfig } from "../plan/effective";
import type { Fields } from "../plan/walk";
import { type DynamicValue, NULL_VALUE } from "../values/dynamic";
import { ValueError } from "../values/error";
import { unknownToNull } from "../values/unknown";
import { callHandler } from "./context";
import { type IdentityData, identityOf } from "./identity";
import { timeoutOf } from "./operations";
import { PrivateData } from "./private";
import { invalidRequest, requireWhole } from "./request";
import type { Runtime, Served } from "./runtime";
import { bug, misfit } from "./thrown";
import { requireRules } from "./validate";
import { withoutWriteOnly } from "./write-only";

/** `tfplugin6.ApplyResourceChange.Request` */
export interface ApplyRequest {
  type_name: string;
  prior_state?: DynamicValue | null;
  planned_state?: DynamicValue | null;
  config?: DynamicValue | null;
  planned_private?: Uint8Array;
  planned_identity?: IdentityData | null;
}

/** Creates, updates or deletes. Whatever happens, the state says what is known to exist. */
export function applyResourceChange(runtime: Runtime, request: ApplyRequest) {
  const unchanged = {
    new_state: request.prior_state ?? NULL_VALUE,
    private: request.planned_private ?? new Uint8Array(),
    ...(request.planned_identity ? { new_identity: request.planned_identity } : {}),
  };
  return runtime.respond(async (diagnostics) => {
    const served = runtime.resource(request.type_name);
    const prior = runtime.decode(served, request.prior_state);
    const plan = runtime.decode(served, request.planned_state);
    const config = runtime.decode(served, request.config);
    requireWhole(served, { prior_state: prior, planned_state: plan });
    if (plan === null && prior === null) throw invalidRequest(served, "a state");
    if (plan !== null && config === null) throw invalidRequest(served, "a configuration");
    const privateData = new PrivateData(request.planned_private);
    const change = { prior, plan, config };
    const state =
      plan === null
        ? await destroy(runtime, served, prior, { diagnostics, privateData })
        : await createOrUpdate(runtime, served, { ...change, plan }, { diagnostics, privateData });
    const identity = identityOf(runtime, served, state, diagnostics);
    return {
      new_state: encodeState(runtime, served, state, prior),
      private: privateData.toBytes(),
      ...(identity && { new_identity: identity }),
    };
  }, unchanged);

  /** A state that can't be written must not lose what was stored before. */
  function encodeState(
    owner: Runtime,
    served: Served<AnyResource>,
    state: Fields | null,
    prior: Fields | null,
  ) {
    return state === prior && request.prior_state ? request.prior_state : owner.encode(served, state);
  }
}

interface Parts {
  readonly diagnostics: DiagnosticList;
  readonly privateData: PrivateData;
}

async function destroy(
  runtime: Runtime,
  { definition, attributes }: Served<AnyResource>,
  prior: Fields | null,
  parts: Parts,
) {
  const timeout = timeoutOf(attributes, "delete", prior);
  const done = await callHandler(runtime, { ...parts, timeout }, (context) =>
    definition.delete({ prior } as never, context),
  );
  return done === undefined || parts.diagnostics.hasErrors() ? prior : null;
}

async function createOrUpdate(
  runtime: Runtime,
  served: Served<AnyResource>,
  { prior, plan, config }: { prior: Fields | null; plan: Fields; config: Fields | null },
  { diagnostics, privateData }: Parts,
): Promise<Fields | null> {
  const { name, definition, attributes } = served;
  const storable = (state: Fields) =>
    withoutWriteOnly(attributes, fitting(runtime, served, { state, prior, diagnostics }));
  let saved: Fields | null = prior;
  const call = (context: Context) => {
    const saveState = (partial: Fields | null) => {
      saved = partial === null ? prior : storable(unknownToNull(partial) as Fields);
      runtime.onSave?.(runtime.encode(served, saved), privateData.toBytes());
    };
    const full = extend(context, saveState);
    const change = async () => {
      await requireRules(runtime, definition, effectiveConfig(attributes, plan, config), diagnostics);
      return prior === null
        ? definition.create({ plan, config } as never, full)
        : definition.update({ plan, prior, config } as never, full);
    };
    return change();
  };
  const timeout = timeoutOf(attributes, prior === null ? "create" : "update", plan);
  const done = await callHandler(runtime, { diagnostics, privateData, timeout }, call);
  if (done === undefined) return saved;
  if (done.result === null || typeof done.result !== "object") {
    diagnostics.report({
      severity: "error",
      code: kitCode("PROVIDER_BUG"),
      summary: "Provider returned no state",
      detail: bug(`${name}: the handler returned nothing.`),
    });
    return saved;
  }
  const state = storable(done.result as Fields);
  report(name, attributes, plan, state, diagnostics);
  return unknownToNull(state) as Fields;
}

/**
 * The state as Terraform will have it. What does not fit the schema stays as it was stored: it must not take with it
 * what tells where the resource is.
 */
function fitting(
  runtime: Runtime,
  { name, codec }: Served<AnyResource>,
  { state, prior, diagnostics }: { state: Fields; prior: Fields | null; diagnostics: DiagnosticList },
): Fields {
  const fits = (part: Fields) => codec.decode(codec.encode(part)) as Fields;
  try {
    return fits(state);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    runtime.report(misfit(name, error), diagnostics);
  }
  const kept: Fields = { ...prior };
  for (const [key, value] of Object.entries(state)) {
    try {
      kept[key] = fits({ [key]: value })[key];
    } catch {
      // Reported above.
    }
  }
  return kept;
}

/** The context is copied by descriptor, for `client` must stay a getter. */
function extend(
  context: Context,
  saveState: (partial: Fields | null) => void,
): ApplyContext<unknown, unknown> {
  return Object.defineProperties({ saveState }, Object.getOwnPropertyDescriptors(context)) as never;
}

/** Core would say the same, in words for people who know core. */
function report(
  name: string,
  attributes: Fields,
  plan: Fields,
  state: Fields,
  diagnostics: DiagnosticList,
): void {
  if (diagnostics.hasErrors()) return;
  for (const path of unknownPaths(state)) {
    const text = `${name}: ${formatPath(path)} is still unknown after it was applied.`;
    diagnostics.report({
      severity: "error",
      code: kitCode("PROVIDER_BUG"),
      summary: "Provider left a value unknown",
      detail: bug(text),
      path,
    });
  }
  for (const violation of applyViolations(attributes as never, plan, state)) {
    const text = `${name}: ${sentence(violation)}`;
    diagnostics.report({
      severity: "error",
      code: kitCode("PROVIDER_BUG"),
      summary: "Provider returned another value than it planned",
      detail: bug(text),
      path: violation.path,
    });
  }
}
