import { TARGET_SETTINGS } from "../../model";
import type { Fields } from "./core";

/** What of a declaration names its database; a setting that is left out is absent. */
export type Place = Readonly<Record<string, unknown>>;

/** The database that a declaration of a type is for. */
export function placeOf(type: string, config: Fields): Place {
  const target = (config.target ?? config) as Fields;
  // Of a type for one service, such as dbkill_huawei_das_kill_task.
  const place: Fields = { service: target.service ?? type.split("_")[2] };
  for (const name of ["instance_id", ...TARGET_SETTINGS, "region"]) {
    if (target[name] !== undefined && target[name] !== null) place[name] = target[name];
  }
  return place;
}

/** In one short line: `dbbrain cdb-1 mysql ap-guangzhou`. */
export function describePlace(place: Place): string {
  return Object.values(place).join(" ");
}
