import { join } from "node:path";
import { Command } from "commander";
import { providerFolder } from "../mirror";

/** `dbkill provider`: the Terraform provider itself. */
export function providerCommand(): Command {
  return new Command("provider")
    .description("serve the Terraform provider; Terraform starts it itself")
    .action(() => {
      require(join(providerFolder(), "provider.cjs"));
    });
}
