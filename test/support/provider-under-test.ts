import type { MirrorOptions } from "../../src/mirror";

/** Folder of a release's `registry/`: the acceptance tests then run on its native executable, with no Node.js on the PATH. */
const native = process.env.DBKILL_TEST_PROVIDER;

/** What the tests' mirrors hold: the script of this checkout, unless `DBKILL_TEST_PROVIDER` names a release. */
export const PROVIDER_UNDER_TEST: Partial<MirrorOptions> = native
  ? { binary: "native", nativeFolder: native }
  : {};

/** For Terraform. */
export const PROVIDER_ENV: NodeJS.ProcessEnv = native ? { PATH: "/there-is-no-program-here" } : {};
