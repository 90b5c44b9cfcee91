import { isIP } from "node:net";
import { canonicalCommand } from "./facts";
import { type FilterDraft, type FilterField, NAME_FIELDS, UNDECIDED } from "./filter";
import type { FilterCheck } from "./filter-check";
import { compilePattern, stripComments } from "./matcher";

/** The largest number of seconds, 68 years: the largest signed 32-bit integer, as some vendors may not take more. */
export const MAX_SECONDS = 2 ** 31 - 1;

/** Checks the value of one field by itself: its form, and whether any session can have it. */
export function checkValue(check: FilterCheck, field: FilterField, value: FilterDraft[FilterField]): void {
  if (value === undefined || value === null || value === UNDECIDED || typeof value === "boolean") return;
  const name = check.spell(field);
  if (typeof value === "number") {
    if (Number.isInteger(value) && value >= 1 && value <= MAX_SECONDS) return;
    const detail = `It is ${value}. Every session is at least zero seconds old. Give a number in this range, or leave ${name} out.`;
    check.report(
      "DBKILL_FILTER_SECONDS_INVALID",
      [field],
      `${name} is not a whole number of seconds from 1 to ${MAX_SECONDS}`,
      detail,
    );
    return;
  }
  if (typeof value === "string") {
    checkText(check, field, value, [field]);
    return;
  }
  if (value.length === 0) {
    const detail = `An empty list could be read as "none" or as "all". Leave ${name} out, or give at least one value.`;
    check.report("DBKILL_FILTER_VALUE_EMPTY", [field], `${name} is empty`, detail);
  }
  for (const item of value) if (item !== UNDECIDED) checkText(check, field, item, [field, item]);
}

function checkText(check: FilterCheck, field: FilterField, text: string, path: readonly string[]): void {
  const name = check.spell(field);
  const shown = JSON.stringify(text);
  if (text.trim() === "") {
    const detail = "A blank text would match every session or none, depending on the vendor. Remove it.";
    check.report("DBKILL_FILTER_VALUE_EMPTY", path, `${name} has a blank value`, detail);
  } else if (NAME_FIELDS.has(field) && hasBlankEnds(text)) {
    const detail =
      "No name does, so nothing would ever match. Remove the blanks: a text read from a file often ends with a line break.";
    check.report(
      "DBKILL_FILTER_VALUE_INVALID",
      path,
      `${shown} in ${name} begins or ends with a blank`,
      detail,
    );
  } else if (field === "info_prefix" && check.filter.ignore_comments === true && isStripped(text)) {
    const detail = `ignore_comments takes comments and blanks off the start of a statement, so none starts with this text. Remove them from ${name}.`;
    check.report("DBKILL_FILTER_VALUE_INVALID", path, `${shown} in ${name} never matches`, detail);
  } else if (field === "commands") checkCommand(check, text, path);
  else if (field === "hosts") checkHost(check, text, path);
  else if (field === "info_regex") checkPattern(check, text, path);
  else if (NAME_FIELDS.has(field) && isPattern(text)) {
    const detail = `${name} compares names exactly, so nothing would ever match. Only hosts has a wildcard. Write each name as the list of sessions shows it, or leave ${name} out.`;
    check.report("DBKILL_FILTER_VALUE_INVALID", path, `${shown} in ${name} is not a name`, detail);
  }
}

function checkCommand(check: FilterCheck, text: string, path: readonly string[]): void {
  const { facts } = check.options;
  if (!facts || canonicalCommand(text, facts) !== undefined) return;
  if (facts.systemCommands.has(text.toLowerCase())) {
    const detail = "It is a command of the server's own threads, which are never chosen. Remove it.";
    check.report("DBKILL_FILTER_NEVER_CHOSEN", path, `"${text}" is never chosen`, detail);
  } else {
    const detail = `A filter with it would never match. Commands are, in any case: ${facts.commands.join(", ")}.`;
    check.report("DBKILL_FILTER_VALUE_INVALID", path, `"${text}" is not a process-list command`, detail);
  }
}

function checkHost(check: FilterCheck, text: string, path: readonly string[]): void {
  const report = (what: string, detail: string) =>
    check.report("DBKILL_FILTER_HOST_INVALID", path, `"${text}" ${what}`, detail);
  if (/^(?:\[.*\]|[^:]*):\d+$/.test(text)) {
    report(
      "names a port",
      "Clients take a new port for every connection, so ports are ignored. Give the address alone.",
    );
  } else if (/^\[.*\]$/.test(text)) {
    report("is in brackets", `Addresses are compared without brackets. Write ${text.slice(1, -1)}.`);
  } else if (text.includes("/")) {
    report("is a CIDR block", `Only % is a wildcard. Write the addresses with it${wildcardFor(text)}.`);
  } else if (text.includes("*")) {
    report("has a *", `The wildcard is %. Write ${text.replace(/\*+/g, "%")}.`);
  }
}

function checkPattern(check: FilterCheck, text: string, path: readonly string[]): void {
  try {
    compilePattern(text);
  } catch (error) {
    const detail = `${(error as Error).message}. Back-references and look-around are not part of RE2, which runs in linear time.`;
    check.report(
      "DBKILL_FILTER_REGEX_INVALID",
      path,
      `${check.spell(path[0] as FilterField)} is not an RE2 pattern`,
      detail,
    );
  }
}

/** Whether a text begins or ends with blanks, as no name does. */
export function hasBlankEnds(text: string): boolean {
  return text !== text.trim();
}

/** Whether a text stands for names instead of being one: it has a wildcard, or is in quotes as in `'admin'@'%'`. */
export function isPattern(text: string): boolean {
  return /[%*]/.test(text) || /^(["'`]).*\1$/.test(text);
}

/** Whether a statement without its comments never starts with this text. */
function isStripped(prefix: string): boolean {
  return /^(?:\s|#|--\s|\/\*)/.test(prefix) && stripComments(prefix) !== prefix;
}

/** How to write the usual IPv4 blocks with wildcards, as the end of a sentence. */
function wildcardFor(block: string): string {
  const [address = "", bits = ""] = block.split("/");
  const octets = { "8": 1, "16": 2, "24": 3 }[bits];
  if (isIP(address) !== 4 || octets === undefined) return ", such as 10.0.0.%";
  return `: ${address.split(".").slice(0, octets).join(".")}.%`;
}
