import { createHash } from "node:crypto";
import type { Target } from "../../model";
import { factsOf } from "../../vendors/facts";
import type { Shard } from "./options";

/**
 * Whether a target is of a shard, by rendezvous hashing: each target goes to the shard that scores highest for it. So each has one
 * shard, and a shard more takes only what becomes its own. All policies of an instance go to one shard, however they spell its id,
 * region or tenant.
 */
export function isOfShard({ service, instance_id }: Target, { index, count }: Shard): boolean {
  const id = factsOf(service).canonicalId?.(instance_id) ?? instance_id;
  const name = JSON.stringify([service, id]);
  let best = { score: "", shard: 0 };
  for (let shard = 1; shard <= count; shard++) {
    const score = createHash("sha256").update(`${shard}/${name}`).digest("hex");
    if (score > best.score) best = { score, shard };
  }
  return best.shard === index;
}
