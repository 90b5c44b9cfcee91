import { join } from "node:path";
import { runCached } from "../compile-cache";

/** What is run once it is known that Node.js is new enough: the handler, with its compiled code where there is some. */
runCached(join(__dirname, "handler-program.cjs"));
