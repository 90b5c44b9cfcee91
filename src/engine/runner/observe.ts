import { type Judgement, KILL_UNDER_WAY, type Policy, sessionKey } from "../../model";
import type { PolicyMemory } from "./history";
import { type Said, whyOf } from "./policy-audit";

/**
 * What a policy says of one listing, whether it kills or only observes: the spared, each once while its reason stays, and of one that
 * observes which sessions it would kill. Nothing here can kill.
 */
export function saidOf(
  policy: Policy,
  { victims, spared, capped }: Judgement,
  memory: PolicyMemory,
  kills: boolean,
): readonly Said[] {
  const said: Said[] = [
    ...spared.map(({ session, reason, detail }) => ({
      event: "spared" as const,
      reason,
      session,
      ...(detail === KILL_UNDER_WAY && { code: "DBKILL_KILL_UNDER_WAY" }),
    })),
    ...(kills ? [] : victims.map((session) => ({ event: "would_kill" as const, ...whyOf(policy), session }))),
  ];
  const news = memory.news(
    said,
    ({ event, reason, session, code }) =>
      `${event} ${reason} ${sessionKey(session!)} ${session!.user} ${code}`,
  );
  return capped ? [{ event: "capped", reason: capped.field }, ...news] : news;
}
