import { type TerraformProvider, TerraformStack, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { CLOUD_FACTS } from "../../vendors/facts";
import type { ConstructProblem } from "../errors";
import { holdsTokens } from "../tokens";
import { camelCase, DbkillProvider } from "./provider";

/** What provisioners are handed of the settings of a DbkillProvider. */

/** The provider whose settings a construct without it has: that of its property `provider`, else the stack's default. */
function providerOf(user: Construct, own: TerraformProvider | undefined): DbkillProvider | undefined {
  const found =
    own ??
    TerraformStack.of(user)
      .allProviders()
      .find((each) => DbkillProvider.isDbkillProvider(each) && !each.alias);
  return DbkillProvider.isDbkillProvider(found) ? found : undefined;
}

/** Attributes of the blocks of the provider that are no credentials. */
const PLAIN: ReadonlySet<string> = new Set(["region", "project_id", "endpoint_url", "tls", "ca_file"]);

/** What a provisioner may be handed of the provider's settings: no credentials. */
export function providerSettings(user: Construct, own?: TerraformProvider): Record<string, unknown> {
  const settings = Object.entries(providerOf(user, own)?.settings ?? {}).map(([name, value]) => [
    name,
    Object.hasOwn(CLOUD_FACTS, name) ? onlyPlain(value) : value,
  ]);
  return Object.fromEntries(settings);
}

const onlyPlain = (block: unknown) =>
  Object.fromEntries(
    Object.entries(block as object).filter(([name, value]) => PLAIN.has(name) && value !== undefined),
  );

/** What a provisioner can't be handed of the provider's settings. */
export function providerProblems(user: Construct, own?: TerraformProvider): ConstructProblem[] {
  const settings = providerOf(user, own)?.settings ?? {};
  return Object.entries(settings).flatMap(([name, value]): ConstructProblem[] => {
    if (!Object.hasOwn(CLOUD_FACTS, name)) return holdsTokens(value) ? [unreadable(name)] : [];
    if (Tokenization.isResolvable(value)) return [unreadable(name)];
    return Object.entries(value as object)
      .filter(([, setting]) => setting !== undefined)
      .flatMap(([attribute, setting]) => {
        const path = `${name}.${camelCase(attribute)}`;
        if (!PLAIN.has(attribute)) return [secretProblem(path)];
        return holdsTokens(setting) ? [unreadable(path)] : [];
      });
  });
}

function secretProblem(path: string): ConstructProblem {
  return {
    code: "DBKILL_ENGINE_SECRET",
    path,
    text: `The DbkillProvider sets ${path}, but a provisioner is handed no credentials: they would be in the state. Remove it, and set the environment variable or the profile file of the vendor where Terraform runs. KillEngine.PROVIDER takes it.`,
  };
}

function unreadable(path: string): ConstructProblem {
  return {
    code: "DBKILL_ENGINE_UNSUPPORTED",
    path,
    text: `The DbkillProvider's ${path} is known to Terraform alone, and a destroy provisioner can read nothing but its own object. Give a fixed value, or set the environment variable where Terraform runs.`,
  };
}
