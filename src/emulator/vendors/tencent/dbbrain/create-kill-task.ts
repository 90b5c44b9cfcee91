import { defineAction } from "../action";
import { TencentError } from "../error";
import { findInstance } from "./instance";
import { toMatch } from "./kill-filter";

/** `Duration` of a task that runs until it is cancelled. */
const UNTIL_CANCELLED = -1;

/** The API documents no bound; its integers are taken for 32 bits wide. In seconds, 68 years. */
const LONGEST_DURATION = 2 ** 31 - 1;

/**
 * CreateKillTask (https://www.tencentcloud.com/document/product/1035/44870). A task has no id, it is the one of its instance
 * and product. What a second one on the same instance answers is in no document: here it is FailedOperation, one of the action's
 * error codes, and the first task runs on. A task's first pass is at the next whole second.
 */
export const createKillTask = defineAction({
  name: "CreateKillTask",
  ratePerSecond: 20,
  parameters: {
    InstanceId: "string!",
    Duration: "integer!",
    Host: "string",
    DB: "string",
    Command: "string",
    Info: "string",
    Infos: "string[]",
    User: "string",
    Time: "integer",
    Product: "string",
  },
  carryOut({ InstanceId, Duration, Product, ...filter }, { world, engine }) {
    if (Duration !== UNTIL_CANCELLED && (Duration <= 0 || Duration > LONGEST_DURATION)) {
      throw new TencentError(
        "InvalidParameterValue",
        `The value of the parameter \`Duration\` must be a number of seconds from 1 to ${LONGEST_DURATION}, or -1.`,
      );
    }
    const match = toMatch(filter);
    const instance = findInstance(world, InstanceId, Product);
    engine.settle(instance);
    if (world.runningTasks(instance).length > 0) {
      throw new TencentError(
        "FailedOperation",
        `A session killing task already runs on ${InstanceId}; cancel it first.`,
      );
    }
    world.startTask(instance, match, Duration === UNTIL_CANCELLED ? null : Duration);
    return { Status: 1 };
  },
});
