import { statSync } from "node:fs";
import { join } from "node:path";
import { PROVIDER_FILES, providerFolder } from "../../src/mirror";
import type { Benchmark } from "../benchmark";

/** The provider's files, which synth puts beside every stack. */
export const bundle: Benchmark = {
  name: "bundle",
  what: () => "size of the provider's bundle / 1 MB",
  unit: "bytes",
  budget: 1,
  repeat: 0,
  async prepare() {
    return {
      ours: async () =>
        PROVIDER_FILES.reduce((sum, name) => sum + statSync(join(providerFolder(), name)).size, 0),
      theirs: async () => 1e6,
    };
  },
};
