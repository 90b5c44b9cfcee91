import { attr, block, type Desired, modify, type State, schema, validate } from "../../framework";
import { instanceId } from "../attributes";

/** `dbkill_huawei_das_kill_switch`. Source of the facts: DAS v3, get- and set-kill-process-task-switch. */
export const dasKillSwitchSchema = schema({
  description: `Whether the kill tasks of a DAS instance are carried out at all. While the switch is off, tasks exist and kill **nothing**.

An instance has one switch, so two resources for one instance are an error.`,
  attributes: {
    id: attr.string("computed", {
      description: "The instance's id.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: instanceId("`bcfa975193f1402fa11a6d4fd6baf5fbin01`", [modify.requiresReplace()]),
    region: attr.string("optional_computed", {
      description: "Region of the instance. Default: the provider's.",
      validators: [validate.lengthBetween(1, 64)],
    }),
    enabled: attr.bool("required", { description: "Whether the switch is on." }),
    on_destroy: attr.string("defaulted", {
      description:
        "What becomes of the switch when this resource is destroyed: `restore` the value found at create, or `leave` it as it is.",
      default: "restore",
      validators: [validate.oneOf(["restore", "leave"])],
    }),
    previous_enabled: attr.bool("computed", {
      description: "Whether the switch was on when this resource was created; null after an import.",
    }),
    project_id: attr.string("computed", { description: "The project in which the switch was set." }),
    timeouts: block.timeouts({ create: "2m", update: "2m", delete: "2m" }),
  },
});

export type SwitchState = State<typeof dasKillSwitchSchema>;
export type SwitchDesired = Desired<typeof dasKillSwitchSchema>;
