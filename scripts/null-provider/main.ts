import { serve } from "../../src/framework";
import * as rpc from "../../src/framework/rpc";
import { nullProvider } from "./provider";

/** What Terraform starts. */
void serve({ ...nullProvider, load: () => ({ provider: nullProvider, rpc }) });
