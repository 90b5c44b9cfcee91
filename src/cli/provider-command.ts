import { Command } from "commander";
import { providerBundle } from "../mirror";

/** `dbkill provider`: the Terraform provider itself. */
export function providerCommand(): Command {
  return new Command("provider")
    .description("serve the Terraform provider; Terraform starts this, people don't")
    .action(() => {
      require(providerBundle());
    });
}
