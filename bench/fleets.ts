import type { Vendor } from "../scripts/emulator-environment";
import type { ServiceName } from "../src/emulator";

/** Databases of one vendor, and the kill tasks that are declared for them. */
export interface Fleet {
  readonly vendor: Vendor;
  readonly service: ServiceName;
  /** In words. */
  readonly what: string;
  /** Ids of the instances that so many tasks are for. */
  instanceIds(tasks: number): string[];
  /** So many tasks, each a block of HCL. */
  tasks(count: number): string[];
}

/** Tencent DBbrain: one task on each instance. */
export const DBBRAIN: Fleet = {
  vendor: "tencent",
  service: "dbbrain",
  what: "kill tasks",
  instanceIds: (tasks) => numbers(tasks).map((index) => `cdb-${index}`),
  tasks: (count) =>
    DBBRAIN.instanceIds(count).map((id, index) =>
      block("dbkill_tencent_dbbrain_kill_task", index, id, "report"),
    ),
};

/** How many tasks run on a DAS instance at most. */
const DAS_TASKS = 5;

/** Huawei DAS: as many tasks on each instance as it runs, each with a filter of its own. */
export const DAS: Fleet = {
  vendor: "huawei",
  service: "das",
  what: "DAS kill tasks, five on each instance",
  instanceIds: (tasks) => numbers(Math.ceil(tasks / DAS_TASKS)).map(dasInstance),
  tasks: (count) =>
    numbers(count).map((index) =>
      block(
        "dbkill_huawei_das_kill_task",
        index,
        dasInstance(Math.floor(index / DAS_TASKS)),
        `report_${index % DAS_TASKS}`,
      ),
    ),
};

function dasInstance(index: number): string {
  return `${String(index).padStart(32, "0")}in01`;
}

function block(type: string, index: number, instanceId: string, user: string): string {
  return `resource "${type}" "t${index}" {
  instance_id = "${instanceId}"
  match {
    users                = ["${user}"]
    commands             = ["Query"]
    min_duration_seconds = 60
  }
}
`;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
