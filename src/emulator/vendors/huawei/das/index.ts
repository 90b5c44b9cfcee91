import { serviceError } from "../error";
import type { Api } from "../operation";
import { addKillTask } from "./add-kill-process-task";
import { killProcess } from "./kill-process";
import { getKillSwitch, setKillSwitch } from "./kill-switch";
import { KillTasks } from "./kill-tasks";
import { asParameterError } from "./parameters";
import { previewSession } from "./preview-session-for-kill-process-task";
import { queryKillHistory } from "./query-kill-process-history";
import { queryKillTasks } from "./query-kill-process-task";
import { queryProcessList } from "./query-process-list";
import { DAS, findInstance } from "./service";
import { terminateKillTask } from "./terminate-kill-process-task";

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
    explain: asParameterError,
  };
}
