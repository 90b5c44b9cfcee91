import { defineAction } from "../action";
import { TencentError } from "../error";
import { findInstance } from "./instance";

/**
 * CancelKillTask (https://cloud.tencent.com/document/product/1130/72836): ends the task of an instance and product. What it answers
 * where none runs is in no document: here it is ResourceNotFound, one of the action's error codes.
 */
export const cancelKillTask = defineAction({
  name: "CancelKillTask",
  ratePerSecond: 20,
  parameters: { InstanceId: "string!", Product: "string" },
  carryOut({ InstanceId, Product }, { world, engine }) {
    const instance = findInstance(world, InstanceId, Product);
    engine.settle(instance);
    const [task] = world.runningTasks(instance);
    if (!task) {
      throw new TencentError("ResourceNotFound", `No session killing task runs on ${InstanceId}.`);
    }
    world.cancelTask(task);
    return { Status: 1 };
  },
});
