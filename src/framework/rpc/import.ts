import { DiagnosticError } from "../diagnostics";
import { kitCode } from "../errors";
import type { Fields } from "../plan/walk";
import type { Attributes } from "../schema/types";
import type { DynamicValue } from "../values/dynamic";
import { clone } from "../values/equal";
import { unknownToNull } from "../values/unknown";
import { callHandler } from "./context";
import { type IdentityData, importIdOf } from "./identity";
import { PrivateData } from "./private";
import type { Runtime } from "./runtime";
import { withoutWriteOnly } from "./write-only";

/** `tfplugin6.ImportResourceState.Request` */
export interface ImportRequest {
  type_name: string;
  id: string;
  identity?: IdentityData | null;
}

interface Imported {
  type_name: string;
  state: DynamicValue;
  private: Uint8Array;
  identity?: IdentityData;
}

/** Finds an existing resource. Terraform reads it afterwards. */
export function importResourceState(runtime: Runtime, request: ImportRequest) {
  return runtime.respond<{ imported_resources: Imported[] }>(
    async (diagnostics) => {
      const served = runtime.resource(request.type_name);
      const { attributes, definition, name } = served;
      const { importState } = definition;
      if (typeof importState !== "function") {
        const detail = importState?.unsupported ?? `${name} can't be imported.`;
        throw new DiagnosticError({ code: kitCode("UNSUPPORTED"), summary: "Import not supported", detail });
      }
      const byIdentity =
        request.id === "" && request.identity ? importIdOf(served, request.identity) : undefined;
      if (request.id === "" && request.identity && byIdentity === undefined) {
        const detail = `${name} is imported by its id, it has no identity. Give the id instead.`;
        throw new DiagnosticError({
          code: kitCode("UNSUPPORTED"),
          summary: "Import by identity not supported",
          detail,
        });
      }
      const privateData = new PrivateData(undefined);
      const done = await callHandler(runtime, { diagnostics, privateData }, (context) =>
        importState(byIdentity ?? request.id, context),
      );
      if (done === undefined) return { imported_resources: [] };
      const state = withoutWriteOnly(attributes, withDefaults(attributes, done.result as Fields));
      const imported = {
        type_name: name,
        state: runtime.encode(served, unknownToNull(state)),
        private: privateData.toBytes(),
        // What the import does not know yet, the read that follows it tells.
        ...(request.identity ? { identity: request.identity } : {}),
      };
      return { imported_resources: [imported] };
    },
    { imported_resources: [] },
  );
}

/** An attribute with a default is never null in a state, so one that was left out has its default. */
function withDefaults(attributes: Attributes, partial: Fields): Fields {
  const state = { ...partial };
  for (const [name, attribute] of Object.entries(attributes)) {
    if (attribute.mode === "defaulted") state[name] ??= clone(attribute.default);
  }
  return state;
}
