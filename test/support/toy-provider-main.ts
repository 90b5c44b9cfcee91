import { serve } from "../../src/framework";
import * as rpc from "../../src/framework/rpc";
import { toyProvider } from "./toy-provider";

/** What a client starts as a process of its own. */
void serve({ ...toyProvider, load: () => ({ provider: toyProvider, rpc }) });
