import type { Vendor } from "../emulator-environment";
import type { Act } from "./act";
import { DBBRAIN } from "./tencent";

/** What is played for each vendor, in this order. */
export const ACTS: Readonly<Record<Vendor, readonly Act[]>> = {
  tencent: [DBBRAIN],
  huawei: [],
  alibaba: [],
};
