import { checkTargetSettings, TARGET_SETTINGS, type Target } from "../../model";
import { SERVICE_FACTS, SERVICE_NAMES, type ServiceName } from "../../vendors/facts";
import { UsageError } from "../usage-error";

/** How a target is written on the command line. */
export const TARGET_FORM = "SERVICE/INSTANCE[,SETTING=VALUE...]";

/**
 * A target as it is written on the command line: `dbbrain/cdb-1`, `oceanbasepro/ob317,tenant_id=t4l,region=cn-hangzhou`.
 *
 * @throws UsageError for anything else
 */
export function parseTarget(text: string): Target {
  const wrong = (why: string): never => {
    throw new UsageError(
      `--target ${JSON.stringify(text)}: ${why} Write ${TARGET_FORM}, such as dbbrain/cdb-8jawylhf.`,
    );
  };
  const [, service = "", id = "", more = ""] =
    /^([^/]+)\/([^,]+)((?:,[^,]*)*)$/.exec(text) ?? wrong("it is not a target.");
  if (!(SERVICE_NAMES as readonly string[]).includes(service))
    wrong(`unknown service ${JSON.stringify(service)}; known services are ${SERVICE_NAMES.join(", ")}.`);
  const settings = more
    .split(",")
    .slice(1)
    .map((setting) => setting.split(/=(.*)/s) as [string, string?]);
  for (const [name, value] of settings) {
    if (name !== "region" && !(TARGET_SETTINGS as readonly string[]).includes(name))
      wrong(
        `unknown setting ${JSON.stringify(name)}; known settings are ${TARGET_SETTINGS.join(", ")}, region.`,
      );
    if (!value) wrong(`${name} has no value.`);
  }
  const given = Object.fromEntries(settings);
  const problem = checkTargetSettings(
    given,
    SERVICE_FACTS[service as ServiceName],
    Object.values(SERVICE_FACTS),
  )[0];
  if (problem) wrong(`${problem.summary}. ${problem.detail}`);
  return { service, instance_id: id, ...given } as Target;
}
