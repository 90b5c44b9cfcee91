import {
  accessKeySettings,
  type Connection,
  clientOptions,
  type EndpointResolver,
} from "../shared/connection";
import type { HuaweiClientOptions } from "./call";
import { resolveHuaweiCredentials } from "./credentials";
import { resolveHuaweiProject } from "./project";
import { RefusedKeys } from "./refused-keys";
import { resolveHuaweiRegion } from "./region";

/** What a client of one of Huawei Cloud's services is made from. */
export function huaweiOptions(connection: Connection, endpoint: EndpointResolver): HuaweiClientOptions {
  const { setting, env, home } = connection;
  return {
    ...clientOptions(connection, { credentials, region: resolveHuaweiRegion }, endpoint),
    projectId: resolveHuaweiProject(setting("project_id"), env, home),
    refusedKeys: new RefusedKeys(),
  };
}

function credentials(connection: Connection) {
  return resolveHuaweiCredentials(accessKeySettings(connection), connection.env, connection.home);
}
