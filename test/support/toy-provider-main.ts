import { serve } from "../../src/framework";
import { toyProvider } from "./toy-provider";

/** What a client starts as a process of its own. */
void serve({ ...toyProvider, load: () => toyProvider });
