import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { VENDORS, type Vendor } from "../emulator-environment";

export const USAGE = `Usage: npm run demo [-- OPTIONS]

Declares in TypeScript which sessions must not live, and lets real Terraform plan, apply, edit and destroy it
against a local emulator of the vendors' APIs. It needs no cloud account.

  --vendor NAME  whose APIs: ${VENDORS.join(", ")} (default ${VENDORS[0]})
  --all          all of them, one after the other
  --policy       auto-kill policies instead: enforced by the vendor or for the runner, observed, capped; and, where
                 mariadbd is installed, a policy and a drain on a real server
  --runner       the runner instead: what it enforces, observes and caps, what Terraform says while none confirms a
                 policy, and the audit; and, where mariadbd is installed, on a real server
  --engine null  one program on all three engines instead, side by side: the dbkill provider, null_resource and
                 terraform_data
  --mysql URL    take the sessions of this MySQL or MariaDB server instead of made-up ones. The demo opens
                 sessions of its own there, and the kills are real; no other session can match. For ${VENDORS[0]} alone.
  --native DIR   the provider's native executable, from this folder with a release's archives (npm run release:provider
                 builds release/registry), while Terraform has no Node.js on its PATH
  --help         print this`;

/** The demo was called in a way that can't work. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface DemoOptions {
  readonly help: boolean;
  /** Policies instead of the vendors' kills. */
  readonly policy: boolean;
  /** The runner instead. */
  readonly runner: boolean;
  /** The engines instead, side by side. */
  readonly engines: boolean;
  /** In the order in which they are played. */
  readonly vendors: readonly Vendor[];
  /** Holds a password: never to be printed. */
  readonly mysql?: string;
  /** Folder of native archives. */
  readonly native?: string;
}

/** @throws UsageError, whose message does not repeat the arguments' values but for a vendor's name */
export function parseOptions(args: readonly string[]): DemoOptions {
  const given = parse(args);
  const { help = false, all = false, policy = false, runner = false, engine, vendor, mysql, native } = given;
  if (mysql !== undefined && !isMysqlUrl(mysql)) {
    throw new UsageError("--mysql takes a URL such as mysql://user:password@host:3306/");
  }
  if (all && vendor !== undefined) throw new UsageError("--all is every vendor: leave --vendor out");
  if ((policy || runner) && (all || vendor !== undefined || mysql !== undefined || policy === runner)) {
    throw new UsageError(`--${policy ? "policy" : "runner"} can't be combined with the other options`);
  }
  // Their provisioners run node.
  if ((policy || runner || engine !== undefined) && native !== undefined)
    throw new UsageError(
      "--policy, --runner and --engine need Node.js on the PATH and can't be combined with --native",
    );
  if (engine !== undefined && engine !== "null") {
    throw new UsageError(`--engine takes null, not ${JSON.stringify(engine)}`);
  }
  if (engine !== undefined && (policy || runner || all || vendor !== undefined || mysql !== undefined)) {
    throw new UsageError("--engine can't be combined with the other options");
  }
  const vendors = all ? VENDORS : [known(vendor ?? VENDORS[0])];
  if (mysql !== undefined && (all || vendors[0] !== VENDORS[0])) {
    throw new UsageError(`--mysql goes with --vendor ${VENDORS[0]} alone`);
  }
  const engines = engine !== undefined;
  const folder = native === undefined ? undefined : resolve(native);
  return { help, policy, runner, engines, vendors, mysql, native: folder };
}

interface Given {
  readonly help?: boolean;
  readonly all?: boolean;
  readonly policy?: boolean;
  readonly runner?: boolean;
  readonly engine?: string;
  readonly vendor?: string;
  readonly mysql?: string;
  readonly native?: string;
}

function parse(args: readonly string[]): Given {
  try {
    return parseArgs({
      args: [...args],
      options: {
        vendor: { type: "string" },
        all: { type: "boolean" },
        policy: { type: "boolean" },
        runner: { type: "boolean" },
        engine: { type: "string" },
        mysql: { type: "string" },
        native: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function known(name: string): Vendor {
  const vendor = VENDORS.find((each) => each === name);
  if (!vendor) throw new UsageError(`--vendor takes ${VENDORS.join(", ")}, not ${JSON.stringify(name)}`);
  return vendor;
}

function isMysqlUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return ["mysql:", "mariadb:"].includes(protocol) && hostname !== "";
}
