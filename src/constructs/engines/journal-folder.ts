import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { App, TerraformBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { digestOf } from "../../handler-format";
import { escaped } from "./declaration";
import { journalOf } from "./kill-engine";

/** The folder of the journal, from where Terraform runs: relative, so that the stack's folder can be moved. */
export function journalFolder(owner: Construct): string {
  const stack = TerraformStack.of(owner);
  const configured = journalOf(owner);
  if (configured !== undefined) return inModule(fromStack(stack, configured));
  const state = localState(stack);
  return inModule(state === undefined ? ".dbkill" : join(dirname(state), ".dbkill"));
}

/** Tells the states of one program apart that share a journal: short, and the same wherever the program runs. */
export function stateName(stack: TerraformStack): string {
  const state = localState(stack);
  return digestOf(state ?? JSON.stringify(backendOf(stack)?.toTerraform() ?? {})).slice(0, 12);
}

/** The state file of a local backend, from where Terraform runs; undefined for any other backend. */
function localState(stack: TerraformStack): string | undefined {
  const { path } = (backendOf(stack)?.toTerraform().terraform.backend.local ?? {}) as { path?: string };
  return path === undefined || !isAbsolute(path) ? path : fromStack(stack, path);
}

function backendOf(stack: TerraformStack): TerraformBackend | undefined {
  return stack.node.children.find(TerraformBackend.isBackend) as TerraformBackend | undefined;
}

function fromStack(stack: TerraformStack, path: string): string {
  const { manifest, outdir } = App.of(stack);
  return relative(resolve(outdir, manifest.forStack(stack).workingDirectory), path);
}

const inModule = (path: string): string => `\${path.module}/${escaped(path.split("\\").join("/"))}`;
