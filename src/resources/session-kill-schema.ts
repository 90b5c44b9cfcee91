import { type Attribute, attr, block, modify, validate } from "../framework";
import { resultsAttribute } from "./outcomes";
import { regionAttribute } from "./region";

/**
 * The attributes that every vendor's session kill has.
 *
 * @param instanceId the attribute `instance_id`
 * @param isSessionId whether a text is an id that the vendor's process list could show
 */
export function sessionKillAttributes(
  instanceId: Attribute<string, "required", false>,
  isSessionId: (text: string) => boolean,
) {
  return {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: instanceId,
    region: regionAttribute("instance"),
    session_ids: attr.list("string", "required", {
      description: "Ids of the sessions, as a process list shows them: 1 to 100, each once.",
      validators: [
        validate.sizeBetween(1, 100),
        validate.uniqueItems(),
        validate.each(
          validate.custom<string>("a whole number", (id) =>
            isSessionId(id) ? undefined : `"${id}" is no session id: a process list numbers its sessions.`,
          ),
        ),
      ],
    }),
    triggers: attr.map("string", "optional", { description: "Any values; a change of one kills again." }),
    results: resultsAttribute(),
    timeouts: block.timeouts({ create: "2m", update: "2m" }),
  };
}

export type SessionKillAttributes = ReturnType<typeof sessionKillAttributes>;
