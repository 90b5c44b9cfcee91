import type { Fields } from "../plan/walk";
import { objectCodec } from "../values/codec";
import type { DynamicValue } from "../values/dynamic";
import { fillDefaults } from "./defaults";
import { requireWhole } from "./request";
import type { Runtime } from "./runtime";

/** `tfplugin6.ConfigureProvider.Request` */
export interface ConfigureRequest {
  terraform_version?: string;
  config?: DynamicValue | null;
}

/** Makes the client. */
export function configureProvider(runtime: Runtime, request: ConfigureRequest) {
  return runtime.respond(async (diagnostics) => {
    const { provider, log } = runtime;
    const { attributes } = provider.schema;
    const served = {
      name: `provider ${provider.name}`,
      definition: provider,
      attributes,
      codec: objectCodec(attributes),
    };
    const value = runtime.decode(served, request.config) ?? (served.codec.decode({}) as Fields);
    requireWhole(served, { config: value }, "required");
    const config = fillDefaults(attributes, value);
    await runtime.operations.run(async (signal) => {
      const terraformVersion = request.terraform_version ?? "";
      try {
        const redact = (secret: string) => runtime.redactor.add(secret);
        const context = { diagnostics, log, signal, terraformVersion, redact };
        const client: unknown = await provider.configure(config, context);
        if (!diagnostics.hasErrors()) runtime.client = client;
      } catch (error) {
        runtime.report(error, diagnostics, signal);
      }
    });
    return {};
  }, {});
}
