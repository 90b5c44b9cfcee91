import { attr } from "../framework";

/**
 * What really became of a session, observed by listing again and never assumed. `requested` where nobody could look, or did:
 * all that is known is that the kill was sent.
 */
export type Outcome = "killed" | "gone" | "survived" | "refused" | "requested";

/** The computed attribute `results` of every type that kills chosen sessions. */
export function resultsAttribute() {
  return attr.objectList(
    {
      session_id: attr.string("computed", { description: "The session's id." }),
      outcome: attr.string("computed", {
        description:
          "`killed`: it was there before and is not any more. `gone`: it was over before the kill. `survived`: it is still there.",
      }),
    },
    "computed",
    { description: "What became of each session, in the order of `session_ids`, as seen by listing again." },
  );
}
