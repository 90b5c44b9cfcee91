import type { Database } from "../database";
import { ALIBABA_TYPES } from "./alibaba";
import { HUAWEI_TYPES } from "./huawei";
import { TENCENT_TYPES } from "./tencent";
import type { Known, Read, Verdict } from "./verdict";

/** Every database that the Aspects know, by its Terraform type: what can be done for it. The one home of these facts. */
export const DATABASE_TYPES: ReadonlyMap<string, Read> = new Map([
  ...TENCENT_TYPES,
  ...HUAWEI_TYPES,
  ...ALIBABA_TYPES,
]);

/** What can be done for a resource; undefined if the Aspects don't know it as a database. */
export function verdictOf(database: Database, known: Known): Verdict | undefined {
  const read = DATABASE_TYPES.get(database.type);
  if (!read) return undefined;
  if (!database.isRepeatedByOverride) return read(database, known);
  return { kind: "undecided", argument: "count or for_each, which an override sets", instances: [] };
}
