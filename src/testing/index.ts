/**
 * For tests of your own stacks: what auto-kill policies they have. Works with Jest, Vitest and every `expect` that has `extend`, and
 * imports none of them.
 */
export {
  findAutoKillPolicies,
  type PolicyDatabase,
  type Synthesized,
  type SynthesizedPolicy,
} from "./find";
export { type AutoKillPolicyMatchers, autoKillPolicyMatchers, type MatcherResult } from "./matchers";
