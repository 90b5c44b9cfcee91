import { join } from "node:path";
import { Command } from "commander";
import { providerFolder } from "../mirror";

/** `dbkill provider`: the Terraform provider itself. */
export function providerCommand(): Command {
  return new Command("provider")
    .description("serve the Terraform provider; Terraform starts it, there is no need to start it by hand")
    .action(() => {
      require(join(providerFolder(), "provider.cjs"));
    });
}
