import type { ServiceFacts } from "../../src/model";
import { SERVICE_FACTS } from "../../src/vendors/facts";

type Operation = keyof ServiceFacts["permissions"];

/** What a type does, by the end of its name. */
const OPERATIONS: readonly (readonly [ending: string, Operation])[] = [
  ["_kill_task", "task"],
  ["_kill_switch", "switch"],
  ["_session_kill", "kill"],
  ["_sql_cancel", "kill"],
  ["_kill_history", "history"],
  ["_kill_preview", "list"],
  ["_sql", "list"],
  ["_sessions", "list"],
];

/** What each cloud calls its permissions. */
const CLOUD_WORDS: Readonly<Record<string, string>> = {
  Tencent: "CAM actions",
  Huawei: "IAM actions",
  Alibaba: "RAM actions",
};

/** What the vendor's documents do not name, by service and operation. */
const GAPS: Readonly<Partial<Record<`${ServiceFacts["service"]} ${Operation}`, string>>> = {
  "das kill": "They name no action for the kill itself.",
  "das switch": "They name no action for turning the switch.",
  "oceanbasepro list": "They name none; this follows the pattern of the API's names.",
  "oceanbasepro kill": "They name none; these follow the pattern of the API's names.",
};

/**
 * The permissions that the key needs for a type, from the facts of its service; for a type of several services, those of each.
 *
 * @throws Error for a type whose name does not tell what it does, and for one whose service names no permissions
 */
export function permissionsSection(type: string): string {
  const operation = OPERATIONS.find(([ending]) => type.endsWith(ending))?.[1];
  if (operation === undefined) throw new Error(`The documentation does not know what ${type} does`);
  const lines = servicesOf(type).map((facts) => {
    const actions = (facts.permissions as ServiceFacts["permissions"])[operation];
    if (!actions) throw new Error(`${facts.title} has no permissions for "${operation}", which ${type} does`);
    const words = CLOUD_WORDS[facts.title.split(" ")[0]!];
    const gap = GAPS[`${facts.service} ${operation}`];
    const names = actions.map((action) => `\`${action}\``).join(", ");
    return `- ${facts.title} (${words}): ${names}${gap ? `. ${gap}` : ""}`;
  });
  return `## Permissions\n\nWhat the key needs, as far as the vendor's documents name it:\n\n${lines.join("\n")}`;
}

/** The service in the type's name, such as `das` in `dbkill_huawei_das_kill_task`; else every service with a list. */
function servicesOf(type: string): readonly ServiceFacts[] {
  const words = type.split("_");
  const all = Object.values<ServiceFacts>(SERVICE_FACTS);
  const own = all.filter(({ service }) => words.includes(service === "oceanbasepro" ? "oceanbase" : service));
  return own.length > 0 ? own : all.filter(({ list }) => list !== undefined);
}
