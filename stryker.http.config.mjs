import { readdirSync } from "node:fs";
import { mutationOf } from "./stryker.config.mjs";

const ROOM = "vendors/http";

/** These send whole vendors' calls over the network, which takes seconds for each mutant. Every layer has tests of its own. */
const LONG = ["redaction", "repeat", "retry"].map((name) => `${name}.test.ts`);

const config = mutationOf(ROOM);
const tests = readdirSync(`test/unit/${ROOM}`).filter((file) => !LONG.includes(file));

export default {
  ...config,
  mochaOptions: { ...config.mochaOptions, spec: tests.map((file) => `test/unit/${ROOM}/${file}`) },
};
