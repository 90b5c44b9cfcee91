import { Fields, invalid } from "./fields";
import { FAULT_KINDS, type Fault, SERVICE_NAMES, type ServiceName } from "./types";

const KNOWN = ["service", "action", "kind", "times", "after", "delay_ms", "code"];

/** The longest a timer can wait, about 24 days. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The actions of a service; undefined where it is not served, and every name will do. */
type ActionsOf = (service: ServiceName) => readonly string[] | undefined;

/** Checks a list of faults; `path` names it in errors. Without `actionsOf` an action may have any name. */
export function parseFaults(value: unknown, path: string, actionsOf: ActionsOf = () => undefined): Fault[] {
  if (!Array.isArray(value)) throw invalid(path, "must be a list of faults");
  return value.map((item, index) => parseFault(item, `${path}[${index}]`, actionsOf));
}

function parseFault(value: unknown, path: string, actionsOf: ActionsOf): Fault {
  const fields = Fields.of(value, path, KNOWN);
  const fault: Fault = {
    service: fields.choice("service", SERVICE_NAMES),
    action: fields.optionalText("action"),
    kind: fields.choice("kind", FAULT_KINDS),
    times: fields.optionalCount("times", 1),
    after: fields.optionalCount("after", 0),
    delay_ms: fields.optionalAmount("delay_ms", LONGEST_DELAY),
    code: fields.optionalText("code"),
  };
  const actions = actionsOf(fault.service);
  if (fault.action !== undefined && actions && !actions.includes(fault.action)) {
    throw invalid(
      fields.where("action"),
      `is no action of ${fault.service}; known are ${actions.join(", ")}`,
    );
  }
  if (fault.kind === "slow" && fault.delay_ms === undefined) {
    throw invalid(fields.where("delay_ms"), "is required where kind is slow");
  }
  if (fault.kind === "code" && fault.code === undefined) {
    throw invalid(fields.where("code"), "is required where kind is code");
  }
  if (fault.kind !== "code" && fault.code !== undefined) {
    throw invalid(fields.where("code"), "belongs to kind code alone");
  }
  return Object.fromEntries(
    Object.entries(fault).filter(([, each]) => each !== undefined),
  ) as unknown as Fault;
}

interface Entry {
  readonly fault: Fault;
  /** Calls that matched it. */
  seen: number;
  /** Calls that it struck. */
  struck: number;
}

/** The faults in force. Each counts the calls that match it; where several would strike one call, the first in the list does. */
export class Faults {
  #list: Entry[] = [];

  replace(faults: Fault[]): void {
    this.#list = faults.map((fault) => ({ fault, seen: 0, struck: 0 }));
  }

  /** Counts one call, and returns the fault that strikes it. */
  next(service: string, action: string): Fault | undefined {
    let striking: Entry | undefined;
    for (const entry of this.#list) {
      const { fault } = entry;
      if (fault.service !== service || (fault.action !== undefined && fault.action !== action)) continue;
      entry.seen += 1;
      if (entry.seen <= (fault.after ?? 0) || entry.struck >= (fault.times ?? Number.POSITIVE_INFINITY))
        continue;
      striking ??= entry;
    }
    if (striking) striking.struck += 1;
    return striking?.fault;
  }
}
