import { LISTING_CAPABILITIES, type Service, TASK_CAPABILITIES } from "./capabilities";
import { commandsOf, isCommand } from "./commands";
import { FILTER_FIELDS, type FilterDraft, type FilterField, UNDECIDED } from "./filter";
import { compilePattern } from "./pattern";
import { SYSTEM_USERS } from "./protection";

/** Something wrong with a filter: where, what and how to mend it. */
export interface FilterProblem {
  /** The field, and the value within it where one value is to blame; empty where the filter as a whole is. */
  readonly path: readonly [] | readonly [FilterField] | readonly [FilterField, string];
  readonly summary: string;
  readonly detail: string;
}

export interface CheckOptions {
  /** The service whose kill task must be able to express the filter. */
  readonly service?: Service;
  /** The service whose listing of sessions must tell what the filter asks for: dbkill itself evaluates it. */
  readonly listing?: Service;
  /** How the reader spells a field (`min_duration_seconds` in HCL, `minDuration` in TypeScript). Default: as in HCL. */
  readonly spell?: (field: FilterField) => string;
}

/** The most that a signed 32-bit integer holds, 68 years: more than any vendor can be trusted to take. */
const LONGEST_SECONDS = 2 ** 31 - 1;

/** Everything that is wrong with a filter, as far as its values are known. An empty answer means it can be used. */
export function checkFilter(filter: FilterDraft, options: CheckOptions = {}): FilterProblem[] {
  const spell = options.spell ?? ((field) => field);
  const problems: FilterProblem[] = [];
  const words = { spell, service: options.service ?? options.listing };
  for (const field of FILTER_FIELDS) problems.push(...checkValue(field, filter[field], words));
  if (options.service) problems.push(...checkCapability(filter, options.service, spell));
  if (options.listing) problems.push(...checkListing(filter, options.listing, spell));
  if (problems.length === 0) problems.push(...checkBreadth(filter, spell, usableFields(options)));
  return problems;
}

type Spell = (field: FilterField) => string;

/** How the reader spells a field, and whose words its values are. */
interface Words {
  readonly spell: Spell;
  readonly service: Service | undefined;
}

function checkValue(field: FilterField, value: FilterDraft[FilterField], words: Words): FilterProblem[] {
  const { spell } = words;
  if (value === undefined || value === null || value === UNDECIDED) return [];
  if (Array.isArray(value)) {
    if (value.length === 0) {
      return [
        {
          path: [field],
          summary: `${spell(field)} is empty`,
          detail: `An empty list could be read as "none" or as "all". Leave ${spell(field)} out, or name at least one value.`,
        },
      ];
    }
    return value.flatMap((item) => (item === UNDECIDED ? [] : checkText(field, item as string, words)));
  }
  if (typeof value === "number") {
    return Number.isInteger(value) && value >= 1 && value <= LONGEST_SECONDS
      ? []
      : [
          {
            path: [field],
            summary: `${spell(field)} is not a whole number of seconds from 1 to ${LONGEST_SECONDS}`,
            detail: `It is ${value}. Every session is at least zero seconds old: give a number in this range, or leave it out.`,
          },
        ];
  }
  return checkText(field, value as string, words);
}

function checkText(field: FilterField, text: string, { spell, service }: Words): FilterProblem[] {
  const path = isListField(field) ? ([field, text] as const) : ([field] as const);
  if (text.trim() === "") {
    return [
      {
        path,
        summary: `${spell(field)} holds a blank text`,
        detail: "A blank text would match every session or none, depending on the vendor. Remove it.",
      },
    ];
  }
  if (isNameField(field) && text !== text.trim()) {
    return [
      {
        path,
        summary: `${JSON.stringify(text)} in ${spell(field)} begins or ends with a blank`,
        detail:
          "No name does, so that nothing would ever match. Remove it: a text that is read from a file often brings a line end along.",
      },
    ];
  }
  if (field === "commands" && !isCommand(text, service)) {
    return [
      {
        path,
        summary: `"${text}" is no process-list command`,
        detail: `A filter with it would never match anything. Commands are, in any case: ${commandsOf(service).join(", ")}.`,
      },
    ];
  }
  if (field === "hosts" && /^(?:\[.*\]|[^:]*):\d+$/.test(text)) {
    return [
      {
        path,
        summary: `"${text}" names a port`,
        detail: "Clients take a new port for every connection, so ports are ignored. Give the address alone.",
      },
    ];
  }
  if (field === "info_regex") {
    try {
      compilePattern(text);
    } catch (error) {
      return [
        {
          path,
          summary: `${spell(field)} is no RE2 pattern`,
          detail: `${(error as Error).message}. Back-references and look-around are not part of RE2, whose patterns run in linear time.`,
        },
      ];
    }
  }
  return [];
}

function checkCapability(filter: FilterDraft, service: Service, spell: Spell): FilterProblem[] {
  const capability = TASK_CAPABILITIES[service];
  if (!capability) return [];
  const problems: FilterProblem[] = [];
  for (const field of FILTER_FIELDS) {
    const value = filter[field];
    if (!isSet(value)) continue;
    const takes = capability.fields[field];
    if (takes === "none") {
      problems.push({
        path: [field],
        summary: `${capability.api} can't filter by ${spell(field)}`,
        detail: `The vendor's kill task has no such filter. Remove ${spell(field)} and choose the sessions by ${usableFields({ service }).map(spell).join(", ")}.`,
      });
    } else if (takes === "one" && Array.isArray(value) && value.length > 1) {
      problems.push({
        path: [field],
        summary: `${capability.api} takes one value for ${spell(field)}`,
        detail: `${value.length} are given, and the vendor's kill task has room for one. Keep one.`,
      });
    }
    const separator = capability.separators[field];
    if (separator && Array.isArray(value)) {
      for (const item of value) {
        if (typeof item !== "string" || !item.includes(separator)) continue;
        problems.push({
          path: [field, item],
          summary: `"${item}" can't be given to ${capability.api}`,
          detail: `The API joins the values of ${spell(field)} by "${separator}", so that a value with one in it would be read as two. Give the values one by one; a name that truly holds "${separator}" can't be expressed.`,
        });
      }
    }
  }
  for (const [one, other] of capability.exclusive) {
    if (!isSet(filter[one]) || !isSet(filter[other])) continue;
    problems.push({
      path: [other],
      summary: `${spell(one)} and ${spell(other)} exclude each other`,
      detail: `${capability.api} takes one of the two. Keep the one that says best which statements are meant.`,
    });
  }
  return problems;
}

function checkListing(filter: FilterDraft, service: Service, spell: Spell): FilterProblem[] {
  const listing = LISTING_CAPABILITIES[service];
  if (!listing) return [];
  const untold = FILTER_FIELDS.filter((field) => isSet(filter[field]) && !listing.fields.has(field));
  const users = Array.isArray(filter.users) ? filter.users : [];
  const spared = users.filter((user) => user !== UNDECIDED && SYSTEM_USERS[service]?.has(user));
  return [
    ...untold.map((field) => ({
      path: [field] as const,
      summary: `${listing.api} does not tell ${spell(field)}`,
      detail: `A filter on it would match nothing, whatever runs. Remove ${spell(field)} and choose the sessions by ${usableFields({ listing: service }).map(spell).join(", ")}.`,
    })),
    ...spared.map((user) => ({
      path: ["users", user] as const,
      summary: `"${user}" is an account of the vendor's own`,
      detail: `Its sessions keep the database alive and are never chosen, whatever a filter says. Remove it from ${spell("users")}.`,
    })),
  ];
}

/** A host pattern without any letter or digit, such as `%` or `%.%`: every address fits. */
const ANY_ADDRESS = /^(?=.*%)[%.:]+$/;

/** A pattern that occurs in both of these occurs anywhere. */
const ANY_STATEMENT = ["", "~ 1 ~"];

/** Fields whose value lets every session through: what such a value looks like. */
const VACUOUS: { readonly [F in FilterField]?: (value: FilterDraft[F]) => boolean } = {
  hosts: (hosts) =>
    Array.isArray(hosts) && hosts.some((host) => typeof host === "string" && ANY_ADDRESS.test(host)),
  info_regex: (pattern) => {
    if (typeof pattern !== "string") return false;
    const compiled = compilePattern(pattern);
    return ANY_STATEMENT.every((statement) => compiled.matcher(statement).find());
  },
};

/** A filter that lets every session through must not look like a choice. */
function checkBreadth(filter: FilterDraft, spell: Spell, usable: readonly FilterField[]): FilterProblem[] {
  const set = FILTER_FIELDS.filter((field) => isSet(filter[field]));
  if (set.length === 0) {
    return [
      {
        path: [],
        summary: "The filter is empty",
        detail: `Nothing says which sessions are meant, and an empty filter would match every one. Set at least one of ${usable.map(spell).join(", ")}.`,
      },
    ];
  }
  if (!set.every((field) => VACUOUS[field]?.(filter[field] as never))) return [];
  return [
    {
      path: [set[0]!],
      summary: "The filter matches every session",
      detail: `Any session fits ${set.map(spell).join(" and ")}, and no other field narrows it. Say more exactly which sessions are meant, or set a further field.`,
    },
  ];
}

/** The fields that the vendor's kill task can express, or its list tells. */
function usableFields({ service, listing }: CheckOptions): FilterField[] {
  const task = service && TASK_CAPABILITIES[service]?.fields;
  const told = listing && LISTING_CAPABILITIES[listing]?.fields;
  return FILTER_FIELDS.filter((field) => task?.[field] !== "none" && (told?.has(field) ?? true));
}

function isSet(value: FilterDraft[FilterField]): boolean {
  return value !== undefined && value !== null;
}

function isListField(field: FilterField): boolean {
  return isNameField(field) || field === "info_keywords";
}

/** Fields whose values are names as the server knows them, not parts of a statement. */
function isNameField(field: FilterField): boolean {
  return ["users", "hosts", "databases", "commands", "states"].includes(field);
}
