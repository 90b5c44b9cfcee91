import { ControlError } from "../../core/fields";
import type { Match } from "../../core/types";
import type { Instance } from "../../core/world";
import type { VendorContext } from "../vendor";
import { defineAction, TencentError } from "./action";
import { findInstance } from "./dbbrain-instances";

/** The filters of a kill task, as CreateKillTask takes them. */
export interface KillFilter {
  readonly Host?: string;
  /** Names joined by `,`. */
  readonly DB?: string;
  /** Commands joined by `,`. */
  readonly Command?: string;
  readonly Info?: string;
  readonly Infos?: string[];
  readonly User?: string;
  readonly Time?: number;
}

/**
 * A kill task's filters as a match. None of them is a match of everything; an empty text filters nothing.
 * Throws InvalidParameter for Info together with Infos, InvalidParameterValue for a negative Time.
 */
export function toMatch({ Host, DB, Command, Info, Infos, User, Time }: KillFilter): Match {
  if (Info && Infos?.length) {
    throw new TencentError("InvalidParameter", "The parameters `Info` and `Infos` exclude each other.");
  }
  if (Time !== undefined && Time < 0) {
    throw new TencentError(
      "InvalidParameterValue",
      "The value of the parameter `Time` must not be negative.",
    );
  }
  return {
    ...(User && { users: [User] }),
    ...(Host && { hosts: [Host] }),
    ...(DB && { databases: names(DB) }),
    ...(Command && { commands: names(Command) }),
    ...(Info && { info_prefix: Info }),
    ...(Infos?.length && { info_keywords: Infos }),
    ...(Time !== undefined && { min_duration_seconds: Time }),
  };
}

function names(joined: string): string[] {
  return joined.split(",").map((name) => name.trim());
}

/** `Duration` of a task that runs until it is cancelled. */
const UNTIL_CANCELLED = -1;

/** The API documents no bound; its integers are taken for 32 bits wide. In seconds, 68 years. */
const LONGEST_DURATION = 2 ** 31 - 1;

/**
 * CreateKillTask (https://www.tencentcloud.com/document/product/1035/44870). A task has no id, it is the one of its instance
 * and product. Which error a second one on the same instance gets is not documented: here it is FailedOperation, one of the action's
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
  carryOut({ InstanceId, Duration, Product, ...filter }, context) {
    if (Duration !== UNTIL_CANCELLED && (Duration <= 0 || Duration > LONGEST_DURATION)) {
      throw new TencentError(
        "InvalidParameterValue",
        `The value of the parameter \`Duration\` must be a number of seconds from 1 to ${LONGEST_DURATION}, or -1.`,
      );
    }
    const match = toMatch(filter);
    const { world, engine } = context;
    const instance = findInstance(context, InstanceId, Product);
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

/**
 * CancelKillTask (https://cloud.tencent.com/document/product/1130/72836): ends the task of an instance and product. Its response
 * where none runs is not documented: here it is ResourceNotFound, one of the action's error codes.
 */
export const cancelKillTask = defineAction({
  name: "CancelKillTask",
  ratePerSecond: 20,
  parameters: { InstanceId: "string!", Product: "string" },
  carryOut({ InstanceId, Product }, context) {
    const { world, engine } = context;
    const instance = findInstance(context, InstanceId, Product);
    engine.settle(instance);
    const [task] = world.runningTasks(instance);
    if (!task) {
      throw new TencentError("ResourceNotFound", `No session killing task runs on ${InstanceId}.`);
    }
    world.cancelTask(task);
    return { Status: 1 };
  },
});

/** Starts a kill task as the console does; returns its id. */
export function startTask(
  instance: Instance,
  match: Match,
  durationSeconds: number | null,
  { world, engine }: VendorContext,
): string {
  engine.settle(instance);
  if (world.runningTasks(instance).length > 0) {
    throw new ControlError(409, "TaskExists", `a kill task already runs on ${instance.id}`);
  }
  return world.startTask(instance, match, durationSeconds).id;
}
