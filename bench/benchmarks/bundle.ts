import { statSync } from "node:fs";
import { providerBundle } from "../../src/mirror";
import type { Benchmark } from "../benchmark";

/** The file that Terraform starts, and that synth puts beside every stack. */
export const bundle: Benchmark = {
  name: "bundle",
  what: () => "size of the provider's bundle / 1 MB",
  unit: "bytes",
  budget: 1,
  repeat: 0,
  async prepare() {
    return { ours: async () => statSync(providerBundle()).size, theirs: async () => 1e6 };
  },
};
