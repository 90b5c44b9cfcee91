import type { ServiceFacts } from "./facts";
import { FILTER_FIELDS, type FilterDraft, type FilterField, isFieldSet } from "./filter";
import { type FilterCheck, usableFields } from "./filter-check";

/** Checks what the vendor's kill task can express. */
export function checkTask(check: FilterCheck, facts: ServiceFacts): void {
  const { task } = facts;
  if (!task) return;
  for (const field of FILTER_FIELDS) {
    const value = check.filter[field];
    if (!isFieldSet(value)) continue;
    const name = check.spell(field);
    const support = task.fields[field];
    if (support === "none") {
      const detail = `The vendor's kill task has no such filter. Remove ${name} and choose the sessions by ${usableFields(check)}.`;
      check.report("DBKILL_FILTER_NOT_EXPRESSIBLE", [field], `${task.api} can't filter by ${name}`, detail);
    } else if (support === "one" && Array.isArray(value) && value.length > 1) {
      const detail = `${value.length} are given, and the vendor's kill task takes one. Keep one.`;
      check.report(
        "DBKILL_FILTER_NOT_EXPRESSIBLE",
        [field],
        `${task.api} takes one value for ${name}`,
        detail,
      );
    }
    checkSeparator(check, field, value, task.api, task.separators[field]);
  }
  for (const [one, other] of task.exclusive) {
    if (!isFieldSet(check.filter[one]) || !isFieldSet(check.filter[other])) continue;
    check.report(
      "DBKILL_FILTER_NOT_EXPRESSIBLE",
      [other],
      `${check.spell(one)} and ${check.spell(other)} exclude each other`,
      `${task.api} takes one of the two. Keep the one that names the statements best.`,
    );
  }
  checkSystemUsers(check, facts);
}

function checkSeparator(
  check: FilterCheck,
  field: FilterField,
  value: FilterDraft[FilterField],
  api: string,
  separator?: string,
): void {
  if (!separator || !Array.isArray(value)) return;
  for (const item of value) {
    if (typeof item !== "string" || !item.includes(separator)) continue;
    const detail = `The API joins the values of ${check.spell(field)} by "${separator}" and would read this one as two. A value with "${separator}" in it can't be expressed.`;
    check.report("DBKILL_FILTER_NOT_EXPRESSIBLE", [field, item], `"${item}" can't be sent to ${api}`, detail);
  }
}

/** Checks what the service's list of sessions tells. */
export function checkList(check: FilterCheck, facts: ServiceFacts): void {
  const { list } = facts;
  if (!list) return;
  for (const field of FILTER_FIELDS) {
    if (!isFieldSet(check.filter[field]) || list.fields.has(field)) continue;
    const name = check.spell(field);
    const detail = `A filter on it would never match. Remove ${name} and choose the sessions by ${usableFields(check)}.`;
    check.report("DBKILL_FILTER_NOT_LISTED", [field], `${list.api} does not show ${name}`, detail);
  }
  checkSystemUsers(check, facts);
}

function checkSystemUsers(check: FilterCheck, { systemUsers }: ServiceFacts): void {
  const { users } = check.filter;
  if (!Array.isArray(users)) return;
  // One that is not known yet is in no set.
  for (const user of users as readonly string[]) {
    if (!systemUsers.has(user)) continue;
    const detail = `Its sessions keep the database alive and are never chosen. Remove it from ${check.spell("users")}.`;
    check.report("DBKILL_FILTER_NEVER_CHOSEN", ["users", user], `"${user}" is a system account`, detail);
  }
}
