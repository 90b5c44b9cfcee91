import { DEFAULT_REQUEST_TIMEOUT_MS } from "../../http/call";
import type { Connection } from "../../shared/connection";
import { resolveAccount } from "./account";
import type { MysqlClientOptions } from "./client";
import { connectByMysql2 } from "./mysql2";

/** What the client is made from. @throws CredentialsError where no account is configured */
export function mysqlOptions({
  setting,
  env,
  home,
  redact,
  requestTimeoutMs,
}: Connection): MysqlClientOptions {
  const account = resolveAccount({ username: setting("username"), password: setting("password") }, env, home);
  redact(account.password);
  return {
    account,
    tls: { tls: setting("tls"), caFile: setting("ca_file") },
    home,
    timeoutMs: requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    driver: connectByMysql2,
  };
}
