import { resource } from "./workspace";

export { dasConsole as elsewhere } from "../../scripts/demo/das-console";

export const DAS_INSTANCE = "bcfa975193f1402fa11a6d4fd6baf5fbin01";

/** A DAS kill task in HCL, for the report user of one instance unless told otherwise; `null` leaves a setting out. */
export function dasKillTask(name: string, attributes: Record<string, string> = {}, meta = ""): string {
  const defaults = { instance_id: `"${DAS_INSTANCE}"`, match: '{ users = ["report"] }' };
  const given = Object.entries({ ...defaults, ...attributes }).filter(([, value]) => value !== "null");
  return resource("dbkill_huawei_das_kill_task", name, Object.fromEntries(given), meta);
}
