import { parseArgs } from "node:util";

export const USAGE = `Usage: npm run demo [-- --mysql mysql://user:password@host:port/]

Declares a kill task in TypeScript and lets real Terraform plan, apply, edit and destroy it against a
local emulator of the vendor's API. It needs no cloud account.

  --mysql URL  take the sessions of this MySQL or MariaDB server instead of made-up ones. The demo opens
               sessions of its own there, and the kills are real; no other session can match.
  --help       print this`;

/** The demo was called in a way that can't work. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface DemoOptions {
  readonly help: boolean;
  /** Holds a password: never to be printed. */
  readonly mysql?: string;
}

/** @throws UsageError, whose message does not repeat the arguments' values */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { help = false, mysql } = parse(args);
  if (mysql !== undefined && !isMysqlUrl(mysql)) {
    throw new UsageError("--mysql takes a URL such as mysql://user:password@host:3306/");
  }
  return { help, mysql };
}

function parse(args: readonly string[]): { help?: boolean; mysql?: string } {
  try {
    return parseArgs({
      args: [...args],
      options: { mysql: { type: "string" }, help: { type: "boolean" } },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function isMysqlUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return ["mysql:", "mariadb:"].includes(protocol) && hostname !== "";
}
