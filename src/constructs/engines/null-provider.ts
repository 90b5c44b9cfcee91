import type { TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ConstructError } from "../errors";

/** The packages with `null_resource`: of CDKTF, and of its successor. */
const PACKAGES = ["@cdktf/provider-null", "@cdktn/provider-null"] as const;
type Package = typeof import("@cdktf/provider-null");

let loaded: Package | undefined;

/**
 * The package that the engine `null_resource` needs: an optional peer, asked for only here.
 *
 * @throws ConstructError `DBKILL_PEER_MISSING`
 */
export function loadNullProvider(load: (name: string) => unknown = require): Package {
  for (const name of PACKAGES) {
    try {
      return load(name) as Package;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Something that it needs itself is missing: its own message says what.
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

/** Declares `hashicorp/null`, unless the stack has a provider of it, or gets one later. */
export function requireNullProvider(stack: TerraformStack): void {
  loaded ??= loadNullProvider();
  const isNull = ({ terraformResourceType }: TerraformProvider) => terraformResourceType === "null";
  if (stack.allProviders().some(isNull)) return;
  const own = new loaded.provider.NullProvider(stack, "dbkill-null");
  const { toTerraform, toHclTerraform } = own;
  // Two configurations without an alias are an error to Terraform.
  const isAlone = () => !stack.allProviders().some((each) => each !== own && isNull(each) && !each.alias);
  own.toTerraform = () => (isAlone() ? toTerraform.call(own) : {});
  own.toHclTerraform = () => (isAlone() ? toHclTerraform.call(own) : {});
}

export function nullResource(
  owner: Construct,
  id: string,
  triggers: Readonly<Record<string, string>> | undefined,
): TerraformResource {
  loaded ??= loadNullProvider();
  return new loaded.resource.Resource(owner, id, { triggers });
}
