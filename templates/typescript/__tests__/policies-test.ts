import { Testing } from "cdktf";
import { autoKillPolicyMatchers, findAutoKillPolicies } from "cdktf-dbkill/testing";
import { PolicyStack } from "../stack";

expect.extend(autoKillPolicyMatchers);

const synthesized = Testing.synth(new PolicyStack(Testing.app(), "test"));

it("has a policy for the database", () => {
  expect(synthesized).toHaveAutoKillPolicyFor("cdb-8jawylhf");
});

it("has a cap on every policy", () => {
  for (const { attributes } of findAutoKillPolicies(synthesized)) {
    expect(attributes.max_kills).toBeLessThanOrEqual(10);
  }
});
