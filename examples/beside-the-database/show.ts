import { readFileSync } from "node:fs";
import { findAutoKillPolicies } from "cdktf-dbkill/testing";

/** Prints which database has which policy. */
for (const { instanceId, attributes } of findAutoKillPolicies(
  readFileSync("cdktf.out/stacks/shop/cdk.tf.json", "utf8"),
)) {
  console.log(`${attributes.name}: ${instanceId}, at most ${attributes.max_kills} kills`);
}
