import type { Api } from "../action";
import { describeProcessStatsComposition } from "./describe-process-stats-composition";
import { killProcessList } from "./kill-process-list";
import { OCEANBASE } from "./service";

export { OCEANBASE } from "./service";

export const oceanbaseApi: Api = {
  service: OCEANBASE,
  version: "2019-09-01",
  actions: [killProcessList, describeProcessStatsComposition],
};
