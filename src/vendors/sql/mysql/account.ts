import { join } from "node:path";
import { CredentialsError } from "../../shared/errors";
import { readIniSection } from "../../shared/profile-file";

/** The account that we log in with. */
export interface MysqlAccount {
  readonly user: string;
  /** Empty: the account has none. */
  readonly password: string;
}

/** The settings of the provider's block. */
export interface MysqlAccountConfig {
  readonly username?: string;
  readonly password?: string;
}

const OWNER = { service: "mysql", name: "MySQL", tool: "mysql_config_editor" };

/**
 * The account from the first source that names a user: the provider block, `MYSQL_USER`, the section `[client]` of `~/.my.cnf`. Its
 * password is that source's own, so that no other account's is sent; `MYSQL_PWD` serves the block too, where a password should not
 * stand in code.
 *
 * @throws CredentialsError where no source names a user, or a password stands there without one
 */
export function resolveAccount(
  { username, password }: MysqlAccountConfig,
  env: NodeJS.ProcessEnv,
  home: string,
): MysqlAccount {
  if (username) return { user: username, password: password ?? env.MYSQL_PWD ?? "" };
  if (password) {
    throw new CredentialsError("The provider's mysql block has a password but no username.", {
      service: "mysql",
      remedy:
        "Set username in the same place, or remove password. A password is never used for another source's user.",
    });
  }
  if (env.MYSQL_USER) return { user: env.MYSQL_USER, password: env.MYSQL_PWD ?? "" };
  const file = join(home, ".my.cnf");
  const client = readIniSection(file, "client", OWNER);
  if (client?.user) return { user: client.user, password: client.password ?? "" };
  throw new CredentialsError("No account for the MySQL server is configured.", {
    service: "mysql",
    remedy: `Set username and password in the provider's mysql block, or MYSQL_USER and MYSQL_PWD, or user and password in the section [client] of ${file}.`,
  });
}
