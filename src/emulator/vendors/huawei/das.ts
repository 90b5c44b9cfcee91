import { ControlError } from "../../core/fields";
import { fromMatch } from "./das-filter";
import { queryKillHistory } from "./das-history";
import { DAS, findInstance } from "./das-instances";
import { killProcess, queryProcessList } from "./das-processes";
import {
  addKillTask,
  getKillSwitch,
  KillTasks,
  previewSession,
  queryKillTasks,
  setKillSwitch,
  terminateKillTask,
} from "./das-tasks";
import { asParameterError } from "./das-wire";
import { type Api, HuaweiError, serviceError } from "./operation";

/** DAS v3, with no task on any instance. An action's name is the last segment of its path. */
export function dasApi(): Api {
  const tasks = new KillTasks();
  const operations = [
    previewSession,
    addKillTask(tasks),
    queryKillTasks(tasks),
    terminateKillTask(tasks),
    queryKillHistory,
    getKillSwitch,
    setKillSwitch,
    queryProcessList,
    killProcess,
  ];
  return {
    service: DAS,
    version: "v3",
    collection: "instances",
    operations: Object.fromEntries(operations.map((each) => [each.path.split("/").at(-1)!, each])),
    projectId: /^[0-9A-Za-z]{32}$/,
    wrongProject: (projectId) =>
      serviceError(
        "DAS.200113",
        `Invalid parameter: project_id ${projectId} is not a project of this account.`,
      ),
    findInstance,
    startTask(instance, match, durationSeconds, context) {
      const parameters = fromMatch(match, durationSeconds);
      try {
        return tasks.add(context, instance, parameters);
      } catch (error) {
        throw error instanceof HuaweiError ? new ControlError(409, "TooManyTasks", error.message) : error;
      }
    },
    explain: asParameterError,
  };
}
