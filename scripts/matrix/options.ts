import { parseArgs } from "node:util";
import { NODE_NAMES, TERRAFORM_NAMES } from "./versions";

export const usage = (projects: readonly string[]) => `Usage: npm run test:matrix [-- OPTIONS]

Runs the acceptance tests on other versions of Terraform and Node, and makes projects as users have them. It takes an hour or more;
what it needs it installs below ~/.cache/dbkill-matrix (XDG_CACHE_HOME moves it), with npm and with Python's pip.

  --core               the oldest and the newest versions, one file of tests, two projects: minutes
  --terraform VERSION  on this Terraform alone: ${TERRAFORM_NAMES.join(", ")}
  --node VERSION       on this Node alone: ${NODE_NAMES.join(", ")}
  --project NAME       this project alone: ${projects.join(", ")}
  --help               print this

An option with a value can be given several times. With --terraform and --node, each of these runs with each of those.

Exit codes: 0 passed, 1 something failed or nothing could be run, 2 wrong usage.`;

/** The matrix was called in a way that can't work. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface MatrixOptions {
  readonly help: boolean;
  readonly core: boolean;
  /** Undefined: all of them. */
  readonly terraform?: readonly string[];
  readonly node?: readonly string[];
  readonly project?: readonly string[];
}

/**
 * Reads the command line.
 *
 * @param projects the names of the projects there are
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], projects: readonly string[]): MatrixOptions {
  const values = parse(args);
  return {
    help: values.help ?? false,
    core: values.core ?? false,
    terraform: known("--terraform", values.terraform, TERRAFORM_NAMES),
    node: known("--node", values.node, NODE_NAMES),
    project: known("--project", values.project, projects),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        core: { type: "boolean" },
        terraform: { type: "string", multiple: true },
        node: { type: "string", multiple: true },
        project: { type: "string", multiple: true },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function known(
  option: string,
  given: readonly string[] | undefined,
  names: readonly string[],
): readonly string[] | undefined {
  const wrong = given?.find((name) => !names.includes(name));
  if (wrong !== undefined) throw new UsageError(`${option} takes ${names.join(", ")}, not "${wrong}"`);
  return given && [...new Set(given)];
}
