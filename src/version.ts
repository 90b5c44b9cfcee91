/** The package's own version, read where it stands so that it can't drift; the bundler writes it into the provider. */
export const VERSION: string = (require("../package.json") as { version: string }).version;

/** The provider's full address: both Terraform and OpenTofu read the same one when it is fully qualified. */
export const PROVIDER_SOURCE = "registry.terraform.io/dbkill/dbkill";

/** The file that Terraform starts. In a mirror, its name ends with the version. */
export const PROVIDER_EXECUTABLE = "terraform-provider-dbkill";
