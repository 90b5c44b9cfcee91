import type { Vendor } from "../emulator-environment";
import type { Act } from "./act";
import { CLICKHOUSE } from "./alibaba-clickhouse";
import { OCEANBASE } from "./alibaba-oceanbase";
import { DAS } from "./huawei-das";
import { MRS } from "./huawei-mrs";
import { DBBRAIN } from "./tencent-dbbrain";

/** What is played for each vendor, in this order. */
export const ACTS: Readonly<Record<Vendor, readonly Act[]>> = {
  tencent: [DBBRAIN],
  huawei: [DAS, MRS],
  alibaba: [CLICKHOUSE, OCEANBASE],
};
