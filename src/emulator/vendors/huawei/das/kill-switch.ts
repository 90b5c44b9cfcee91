import type { Operation } from "../operation";
import { bodyOf } from "./parameters";
import { done } from "./wire";

/** GetKillProcessTaskSwitch (https://support.huaweicloud.com/intl/zh-cn/api-das/das_01_0289.html). An instance's switch is on at first. */
export const getKillSwitch: Operation = {
  method: "GET",
  path: "auto-flow/get-kill-process-task-switch",
  carryOut({ instance }) {
    return { status: instance.tasksPaused ? "OFF" : "ON" };
  },
};

/**
 * ChangeKillTaskSwitch (huaweicloud-sdk-go-v3, services/das/v3). What OFF does is in no document: here tasks can be added and
 * run out their time, and kill nothing.
 */
export const setKillSwitch: Operation = {
  method: "POST",
  path: "auto-flow/set-kill-process-task-switch",
  carryOut({ instance, body, context }) {
    const status = bodyOf(body, ["status"]).choice("status", ["ON", "OFF"]);
    context.engine.settle(instance);
    instance.tasksPaused = status === "OFF";
    return done(context);
  },
};
