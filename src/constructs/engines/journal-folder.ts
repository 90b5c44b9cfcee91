import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { App, TerraformBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { digestOf } from "../../handler-format";
import { escaped } from "./declaration";
import { journalOf } from "./kill-engine";

/** The journal's folder, relative to where Terraform runs, so the stack's folder can be moved. */
export function journalFolder(owner: Construct): string {
  const stack = TerraformStack.of(owner);
  const configured = journalOf(owner);
  if (configured !== undefined) return inModule(fromStack(stack, configured));
  const state = localState(stack);
  return inModule(state === undefined ? ".dbkill" : join(dirname(state), ".dbkill"));
}

/** A short id that distinguishes the states that share a journal. It does not depend on where the program runs. */
export function stateName(stack: TerraformStack): string {
  const state = localState(stack);
  return digestOf(state ?? JSON.stringify(backendOf(stack)?.toTerraform() ?? {})).slice(0, 12);
}

/** The state file of a local backend, relative to where Terraform runs; undefined for any other backend. */
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
