import { attr, block, validate } from "../framework";

/** The attributes that every kill with guards of its own has, whatever the vendor. */
export function guardAttributes() {
  return {
    max_kills: attr.integer("optional", {
      description:
        "The most sessions that may be killed. More are an error: in the plan, and again in the apply before anything is killed. So is a listing that can't be had.",
      validators: [validate.atLeast(0)],
    }),
    protected_users: attr.set("string", "optional", {
      description:
        "Users whose sessions are never killed, besides the vendor's own accounts. Naming a session of theirs is an error.",
      validators: [
        validate.each(
          validate.custom<string>("a user's name", (name) =>
            name === name.trim() && name !== ""
              ? undefined
              : `${JSON.stringify(name)} is no user's name, so that it would protect nobody: remove the blanks, or the element.`,
          ),
        ),
      ],
    }),
    triggers: attr.map("string", "optional", { description: "Any values; a change of one kills again." }),
    verify: attr.bool("defaulted", {
      description:
        "Whether to list again after the kill to see what became of each session. With `false` an outcome reads `requested`; where an answer was lost or the vendor refused, the listing is looked at all the same.",
      default: true,
    }),
    fail_on_survivors: attr.bool("defaulted", {
      description:
        "Whether a session that is still there after the kill is an error, so that the next apply tries it again. With `false` it is a warning.",
      default: true,
    }),
    killed: attr.integer("computed", {
      description: "How many of `results` are `killed`.",
    }),
    timeouts: block.timeouts({ create: "5m", update: "5m" }),
  };
}

/** For the attribute `outcome`. */
export const OUTCOME_DESCRIPTION =
  "`killed`: it was there before and is not any more. `gone`: it was over before the kill. `survived`: it is still there. `requested`: the kill was sent, and nobody looked afterwards or could.";
