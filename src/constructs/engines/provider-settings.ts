import { type TerraformProvider, TerraformStack, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { CLOUD_FACTS } from "../../vendors/facts";
import type { ConstructProblem } from "../errors";
import { camelCase } from "../spelling";
import { holdsTokens } from "../tokens";
import { DbkillProvider } from "./provider";

/** The provider whose settings a construct uses: that of its property `provider`, else the stack's default. */
function providerOf(user: Construct, own: TerraformProvider | undefined): DbkillProvider | undefined {
  const found =
    own ??
    TerraformStack.of(user)
      .allProviders()
      .find((each) => DbkillProvider.isDbkillProvider(each) && !each.alias);
  return DbkillProvider.isDbkillProvider(found) ? found : undefined;
}

/** Attributes of the provider's blocks that are not credentials. */
const PLAIN: ReadonlySet<string> = new Set(["region", "project_id", "endpoint_url", "tls", "ca_file"]);

/** The provider's settings that a provisioner may get: no credentials. */
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

/** Problems with provider settings that a provisioner can't get. */
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
    text: `The DbkillProvider sets ${path}, but provisioners get no credentials, because they would end up in the state. Remove it, and set the vendor's environment variable or profile file where Terraform runs. Or use KillEngine.PROVIDER.`,
  };
}

function unreadable(path: string): ConstructProblem {
  return {
    code: "DBKILL_ENGINE_UNSUPPORTED",
    path,
    text: `The DbkillProvider's ${path} is known only to Terraform, and a destroy provisioner can only read its own object. Give a fixed value, or set the environment variable where Terraform runs.`,
  };
}
