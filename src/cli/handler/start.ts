import { join } from "node:path";
import { runCached } from "../compile-cache";

/** Starts the handler, with its compiled code if there is any, after the check of Node.js's version. */
runCached(join(__dirname, "handler-program.cjs"));
