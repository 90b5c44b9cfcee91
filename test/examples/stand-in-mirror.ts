import { join } from "node:path";
import { bundleProvider, executableIn } from "../../scripts/provider-executable";
import { STAND_INS, VERSION } from "./stand-ins";

const ROOT = join(__dirname, "..", "..");

/** Writes all stand-ins where Terraform looks for providers, in a folder. */
export function writeStandIns(folder: string): void {
  for (const [name, { source }] of Object.entries(STAND_INS)) {
    const contents = `
import { serve } from "./src/framework";
import * as rpc from "./src/framework/rpc";
import { standIn } from "./test/examples/stand-ins";
const provider = standIn(${JSON.stringify(name)});
void serve({ ...provider, load: () => ({ provider, rpc }) });
`;
    const file = executableIn(join(folder, "terraform.d", "plugins"), source, VERSION);
    bundleProvider(file, { stdin: { contents, resolveDir: ROOT, loader: "ts" } });
  }
}
