import type { Benchmark } from "../benchmark";
import { apply, dasApply } from "./apply";
import { bundle } from "./bundle";
import { destroy } from "./destroy";
import { engineNullResource, engineTerraformData } from "./engines";
import { handshake } from "./handshake";
import { matcher } from "./matcher";
import { nativeHandshake, nativeSchemaStart } from "./native";
import { ONE } from "./one";
import { dasPlan, plan, planPreview } from "./plan";
import { rateLimit } from "./rate-limit";
import { dasRefresh, refresh } from "./refresh";
import { RIVALS } from "./rivals";
import { RUNNER } from "./runner";
import { schemaStart } from "./schema-start";
import { synth } from "./synth";
import { TWIN } from "./twin";

/** All there are, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  bundle,
  handshake,
  schemaStart,
  nativeHandshake,
  nativeSchemaStart,
  synth,
  matcher,
  ...RUNNER,
  ...RIVALS,
  plan,
  planPreview,
  apply,
  refresh,
  rateLimit,
  dasPlan,
  dasApply,
  dasRefresh,
  destroy,
  ...ONE,
  engineTerraformData,
  engineNullResource,
  ...TWIN,
];
