import { DiagnosticError } from "../diagnostics";
import { kitCode } from "../errors";
import { formatPath } from "../path";
import { unknownPaths } from "../plan/check";
import type { Fields } from "../plan/walk";
import { type DynamicValue, NULL_VALUE } from "../values/dynamic";
import { unknownToNull } from "../values/unknown";
import { callHandler } from "./context";
import { type IdentityData, identityOf } from "./identity";
import { timeoutOf } from "./operations";
import { PrivateData } from "./private";
import { requireWhole } from "./request";
import type { Runtime } from "./runtime";
import { bug } from "./thrown";
import { withoutWriteOnly } from "./write-only";

/** `tfplugin6.ReadResource.Request` */
export interface ReadRequest {
  type_name: string;
  current_state?: DynamicValue | null;
  private?: Uint8Array;
  current_identity?: IdentityData | null;
}

/** Reads what the resource is now. Where that fails, the stored state stays. */
export function readResource(runtime: Runtime, request: ReadRequest) {
  const unread = {
    new_state: request.current_state ?? NULL_VALUE,
    private: request.private ?? new Uint8Array(),
    ...(request.current_identity ? { new_identity: request.current_identity } : {}),
  };
  return runtime.respond(async (diagnostics) => {
    const served = runtime.resource(request.type_name);
    const { attributes, definition, name } = served;
    const state = runtime.decode(served, request.current_state);
    if (state === null) return unread;
    requireWhole(served, { current_state: state });
    const privateData = new PrivateData(request.private);
    const timeout = timeoutOf(attributes, "read", state);
    const done = await callHandler(runtime, { diagnostics, privateData, timeout }, (context) =>
      definition.read({ state }, context),
    );
    if (done === undefined) return unread;
    if (done.result === undefined) {
      const detail = bug(`${name}: read returned nothing. Only null says that the resource is gone.`);
      throw new DiagnosticError({
        code: kitCode("PROVIDER_BUG"),
        summary: "Provider returned no state",
        detail,
      });
    }
    if (done.result === null) return { ...unread, new_state: NULL_VALUE };
    const read = withoutWriteOnly(attributes, done.result as Fields);
    const unknown = unknownPaths(read);
    for (const path of unknown) {
      const text = `${name}: ${formatPath(path)} is still unknown after it was read.`;
      diagnostics.report({
        severity: "error",
        code: kitCode("PROVIDER_BUG"),
        summary: "Provider left a value unknown",
        detail: bug(text),
        path,
      });
    }
    const new_state = runtime.encode(served, unknown.length === 0 ? read : unknownToNull(read));
    const identity = identityOf(runtime, served, unknown.length === 0 ? read : null, diagnostics);
    return { new_state, private: privateData.toBytes(), ...(identity && { new_identity: identity }) };
  }, unread);
}
