import type { KillResult } from "../../engine/kill";
import { type Attribute, attr, block, modify, validate } from "../../framework";
import type { ServiceFacts, Target } from "../../model";
import type { KillerOptions } from "../../vendors/adapters";
import { excludeBlock, matchBlock, unlistedFields } from "../blocks";

/** The values of any of these types: what they share is read by name. */
// biome-ignore lint/suspicious/noExplicitAny: schemas of different types share these attributes
export type Values = Record<string, any>;

/** How one Terraform type that kills chosen sessions once maps to the use cases. */
export interface SessionKillType {
  readonly facts: ServiceFacts;
  target(values: Values): Target;
  /** One element of the attribute of ids, as a key. */
  keyOf(element: unknown): string;
  /** The attributes of a row of `results` that only this type has. */
  row?(result: KillResult): Values;
  /** What the vendor offers beside the sessions, such as whether it records the kill. Values are known. */
  killOptions?(values: Values): KillerOptions;
  /** The setting that names the database, for messages about it. */
  readonly place: "instance_id" | "cluster_id";
}

/** The attributes that say when a kill runs again, and what became of it. */
export function killAttributes(rowAttributes: Record<string, Attribute<string, "computed", false>> = {}) {
  return {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    triggers: attr.map("string", "optional", { description: "Any values. A change of one kills again." }),
    verify: attr.bool("defaulted", {
      description:
        "Whether to list again after the kill, until every session is gone or the operation's time is nearly over. With `false` an outcome reads `unknown` unless an answer was lost or the vendor refused.",
      default: true,
    }),
    fail_on_survivors: attr.bool("defaulted", {
      description:
        "Whether a session that is still there after the kill, or of which nothing is known, is an error, so the next apply tries it again. With `false` it is a warning.",
      default: true,
    }),
    results: attr.objectList(
      {
        id: attr.string("computed", { description: "The session's id." }),
        ...rowAttributes,
        user: attr.string("computed", { description: "Its user; null where it was never listed." }),
        outcome: attr.string("computed", {
          description:
            "`killed`: it was there before the kill and is not any more. `gone`: it ended before. `survived`: it is still there. `refused`: the vendor refused to kill it. `unknown`: the kill was sent, and nobody looked or could look.",
        }),
        message: attr.string("computed", {
          description:
            "What the vendor said against killing it, or why it was not sent; null where there is nothing to say.",
        }),
      },
      "computed",
      { description: "What became of each session." },
    ),
    killed: attr.integer("computed", { description: "How many of `results` are `killed`." }),
    timeouts: block.timeouts({ create: "5m", update: "5m" }),
  };
}

/** The attributes and blocks that choose sessions and hold a kill back, for services that list their sessions. */
export function selectionAttributes(facts: ServiceFacts) {
  const { many } = facts.words;
  return {
    match: matchBlock(
      `Which ${many} are killed: they are listed during the apply, and those that match are killed. ${unlistedFields(facts)}`,
    ),
    exclude: excludeBlock(),
    match_all: attr.bool("optional", {
      description: `\`true\` kills **every** one of the ${many} but those of the system, \`protected_users\` and \`exclude\`.`,
    }),
    protected_users: attr.set("string", "optional", {
      description:
        "Users whose sessions are never killed, besides the system's own accounts. Naming a session of theirs is an error.",
    }),
    max_kills: attr.integer("optional", {
      description: `The most ${many} that may be killed. More are an error: in the plan, and again in the apply before anything is killed. It is also an error if the list can't be read.`,
      validators: [validate.atLeast(0)],
    }),
  };
}
