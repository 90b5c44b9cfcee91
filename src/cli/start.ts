import { join } from "node:path";
import { runCached } from "./compile-cache";

/** What the launcher runs once it has found that Node.js is new enough: the provider, with its compiled code where there is some. */
runCached(join(__dirname, "provider.cjs"));
