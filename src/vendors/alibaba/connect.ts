import {
  accessKeySettings,
  type Connection,
  clientOptions,
  type EndpointResolver,
} from "../shared/connection";
import { resolveAlibabaCredentials } from "./credentials";
import { resolveAlibabaRegion } from "./region";
import type { AlibabaClientOptions } from "./rpc";

/** What a client of one of Alibaba Cloud's services is made from. */
export function alibabaOptions(connection: Connection, endpoint: EndpointResolver): AlibabaClientOptions {
  return clientOptions(connection, { credentials, region: resolveAlibabaRegion }, endpoint);
}

function credentials(connection: Connection) {
  return resolveAlibabaCredentials(accessKeySettings(connection), connection.env, connection.home);
}
