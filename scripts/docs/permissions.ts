import type { Operation, ServiceFacts } from "../../src/model";
import { CLOUD_FACTS, type CloudName, SERVICE_FACTS } from "../../src/vendors/facts";

/** What a type does, by the end of its name; of several operations the first that the service has. */
const OPERATIONS: readonly (readonly [ending: string, ...Operation[]])[] = [
  ["_auto_kill_policy", "task", "list"],
  ["_kill_task", "task"],
  ["_kill_switch", "switch"],
  ["_session_kill", "kill"],
  ["_session_drain", "kill"],
  ["_sql_cancel", "kill"],
  ["_kill_history", "history"],
  ["_kill_preview", "list"],
  ["_sql", "list"],
  ["_sessions", "list"],
];

/**
 * The permissions that the key needs for a type, from the facts of its service; for a type of several services, those of each.
 *
 * @throws Error for a type whose name does not tell what it does, and for one whose service names no permissions
 */
export function permissionsSection(type: string): string {
  const [, ...operations] = OPERATIONS.find(([ending]) => type.endsWith(ending)) ?? [""];
  if (operations.length === 0) throw new Error(`The documentation does not know what ${type} does`);
  const lines = servicesOf(type).map((facts) => {
    const permissions: ServiceFacts["permissions"] = facts.permissions;
    const operation = operations.find((each) => permissions[each]);
    const actions = operation && permissions[operation];
    if (!actions)
      throw new Error(`${facts.title} has no permissions for "${operations[0]}", which ${type} does`);
    const { permissions: words } = CLOUD_FACTS[facts.cloud as CloudName];
    const names = actions.map((action) => `\`${action}\``).join(", ");
    const note = (facts.permissionNotes as ServiceFacts["permissionNotes"])?.[operation];
    return `- ${facts.title} (${words}): ${names}${note ? `. ${note}` : ""}`;
  });
  return `## Permissions\n\nWhat the key needs, as far as the vendor's documents name it:\n\n${lines.join("\n")}`;
}

/** The service in the type's name, such as `das` in `dbkill_huawei_das_kill_task`; where it names no cloud, every service with a list. */
function servicesOf(type: string): readonly ServiceFacts[] {
  const all = Object.values<ServiceFacts>(SERVICE_FACTS);
  const [, cloud, name] = type.split("_");
  if (!Object.hasOwn(CLOUD_FACTS, cloud!)) return all.filter(({ list }) => list !== undefined);
  // A type may have a shorter name than the API: `oceanbase` for `oceanbasepro`.
  const ofCloud = all.filter((facts) => facts.cloud === cloud);
  // The types of a server itself have no second name.
  const own = ofCloud.length === 1 ? ofCloud : ofCloud.filter(({ service }) => service.startsWith(name!));
  if (own.length !== 1) throw new Error(`The documentation does not know which service ${type} is of`);
  return own;
}
