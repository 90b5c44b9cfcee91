import { attr, block, type Desired, modify, type State, schema, validate } from "../../framework";
import { regionAttribute } from "../region";
import { dasInstanceId, REPLACES } from "./attributes";

/** `dbkill_huawei_das_kill_switch`. Source of the facts: DAS v3, get- and set-kill-process-task-switch. */
export const dasKillSwitchSchema = schema({
  description: `Whether the kill tasks of a DAS instance are carried out at all. While the switch is off, tasks exist and kill **nothing**.

An instance has one switch, so that two resources for one instance are an error.`,
  attributes: {
    id: attr.string("computed", {
      description: "The instance's id.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: dasInstanceId(REPLACES),
    region: regionAttribute("instance"),
    enabled: attr.bool("required", { description: "Whether the switch is ON." }),
    on_destroy: attr.string("defaulted", {
      description:
        "What becomes of the switch when this resource is destroyed: `restore` the value found at create, or `leave` it as it is.",
      default: "restore",
      validators: [validate.oneOf(["restore", "leave"])],
    }),
    previous_enabled: attr.bool("computed", {
      description:
        "Whether the switch was ON when this resource was created; null after an import, where nobody knows.",
    }),
    timeouts: block.timeouts({ create: "2m", update: "2m", delete: "2m" }),
  },
});

export type DasKillSwitchDesired = Desired<typeof dasKillSwitchSchema>;
export type DasKillSwitchState = State<typeof dasKillSwitchSchema>;
