import { DiagnosticError } from "../diagnostics";
import type { Fields } from "../plan/walk";
import type { Attributes } from "../schema/types";
import type { DynamicValue } from "../values/dynamic";
import { clone } from "../values/equal";
import { unknownToNull } from "../values/unknown";
import { callHandler } from "./context";
import { PrivateData } from "./private";
import type { Runtime } from "./runtime";
import { withoutWriteOnly } from "./write-only";

/** `tfplugin6.ImportResourceState.Request` */
export interface ImportRequest {
  type_name: string;
  id: string;
  identity?: { identity_data?: DynamicValue | null } | null;
}

interface Imported {
  type_name: string;
  state: DynamicValue;
  private: Uint8Array;
}

/** Finds an existing resource. Terraform reads it afterwards. */
export function importResourceState(runtime: Runtime, request: ImportRequest) {
  return runtime.respond<{ imported_resources: Imported[] }>(
    async (diagnostics) => {
      const served = runtime.resource(request.type_name);
      const { attributes, definition, name } = served;
      const { importState } = definition;
      const code = runtime.code("IMPORT_UNSUPPORTED");
      if (typeof importState !== "function") {
        const detail = importState?.unsupported ?? `${name} can't be imported.`;
        throw new DiagnosticError({ code, summary: "Import not supported", detail });
      }
      if (request.id === "" && request.identity) {
        const detail = `${name} is imported by its id, it has no identity. Give the id instead.`;
        throw new DiagnosticError({ code, summary: "Import by identity not supported", detail });
      }
      const privateData = new PrivateData(undefined);
      const done = await callHandler(runtime, { diagnostics, privateData }, (context) =>
        importState(request.id, context),
      );
      if (done === undefined) return { imported_resources: [] };
      const state = withoutWriteOnly(attributes, withDefaults(attributes, done.result as Fields));
      const imported = {
        type_name: name,
        state: runtime.encode(served, unknownToNull(state)),
        private: privateData.toBytes(),
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
