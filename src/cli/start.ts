import { join } from "node:path";
import { runCached } from "./compile-cache";
import { turnOffMaglev } from "./maglev";

/** What the launcher runs once it has found that Node.js is new enough: the provider, with its compiled code where there is some. */
turnOffMaglev();
runCached(join(__dirname, "provider.cjs"));
