import type { Benchmark } from "../benchmark";
import { apply } from "./apply";
import { bundle } from "./bundle";
import { destroy } from "./destroy";
import { handshake } from "./handshake";
import { plan, planPreview } from "./plan";
import { rateLimit } from "./rate-limit";
import { refresh } from "./refresh";
import { synth } from "./synth";

/** All there are, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  bundle,
  handshake,
  synth,
  plan,
  planPreview,
  apply,
  refresh,
  rateLimit,
  destroy,
];
