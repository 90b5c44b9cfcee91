import { TerraformProvider, type TerraformResource, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ConstructError } from "../errors";

/** The packages with `null_resource`: of CDKTF, and of its successor. */
const PACKAGES = ["@cdktf/provider-null", "@cdktn/provider-null"] as const;
type Package = typeof import("@cdktf/provider-null");

let loaded: Package | undefined;

const nullProvider = (): Package => {
  loaded ??= requireSameCdktf(loadNullProvider());
  return loaded;
};

/**
 * Loads the package that the engine `null_resource` needs, an optional peer dependency.
 *
 * @throws ConstructError `DBKILL_PEER_MISSING`
 */
export function loadNullProvider(load: (name: string) => unknown = require): Package {
  for (const name of PACKAGES) {
    try {
      return load(name) as Package;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // One of its own dependencies is missing: its message says which.
      if (code !== "MODULE_NOT_FOUND" || !message.includes(name)) throw error;
    }
  }
  throw new ConstructError("cdktf-dbkill", [
    {
      code: "DBKILL_PEER_MISSING",
      path: "engine",
      text: "The engine null_resource needs the package @cdktf/provider-null, which cdktf-dbkill can't find. Run npm i @cdktf/provider-null, or use KillEngine.TERRAFORM_DATA, which needs no package.",
    },
  ]);
}

/**
 * Resources of another copy of cdktf fail with unclear errors in this copy's stacks.
 *
 * @throws ConstructError `DBKILL_PEER_MISSING`
 */
export function requireSameCdktf(found: Package): Package {
  if (found.provider.NullProvider.prototype instanceof TerraformProvider) return found;
  throw new ConstructError("cdktf-dbkill", [
    {
      code: "DBKILL_PEER_MISSING",
      path: "engine",
      text: "The package @cdktf/provider-null uses another copy of cdktf than cdktf-dbkill does. Install it beside cdktf. If cdktn is installed as cdktf, run npm i --legacy-peer-deps @cdktf/provider-null. Or use KillEngine.TERRAFORM_DATA, which needs no package.",
    },
  ]);
}

/** Declares `hashicorp/null`, unless the stack has such a provider, or gets one later. */
export function requireNullProvider(stack: TerraformStack): void {
  const { provider } = nullProvider();
  const isNull = ({ terraformResourceType }: TerraformProvider) => terraformResourceType === "null";
  if (stack.allProviders().some(isNull)) return;
  const own = new provider.NullProvider(stack, "dbkill-null");
  const { toTerraform, toHclTerraform } = own;
  // Terraform refuses two configurations without an alias.
  const isAlone = () => !stack.allProviders().some((each) => each !== own && isNull(each) && !each.alias);
  own.toTerraform = () => (isAlone() ? toTerraform.call(own) : {});
  own.toHclTerraform = () => (isAlone() ? toHclTerraform.call(own) : {});
}

export function nullResource(
  owner: Construct,
  id: string,
  triggers: Readonly<Record<string, string>> | undefined,
): TerraformResource {
  return new (nullProvider().resource.Resource)(owner, id, { triggers });
}
