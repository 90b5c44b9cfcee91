import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type App, TerraformStack, Testing } from "cdktf";
import { DbkillProvider, KillTarget, SessionFilter } from "../../../src";

/** A stack with a dbkill provider, in an app of its own. */
export function newStack(name = "stack", app: App = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, name);
  new DbkillProvider(stack, "dbkill");
  return stack;
}

/** The arguments of a kill task that nothing is wrong with. */
export const someTask = () => ({
  target: KillTarget.tencentMysql("cdb-8jawylhf"),
  filter: SessionFilter.of({ users: ["report"] }),
});

/** What synth would complain about in this stack; empty where it would not. */
export function complaints(stack: TerraformStack): string {
  stack.prepareStack();
  try {
    stack.runAllValidations();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

/** The only resource of its type, as Terraform gets it. */
export function onlyResource(stack: TerraformStack, type: string): Record<string, unknown> {
  const resources = Object.values(JSON.parse(Testing.synth(stack)).resource[type] as object);
  expect(resources).toHaveLength(1);
  return resources[0];
}

/** `cdk.tf.json` of a stack below an app's output folder. */
export function readStack(outdir: string, name = "stack"): unknown {
  return JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8"));
}

/** Runs a constructor that must fail and returns its error. */
export function failure(run: () => unknown): Error & { code?: string } {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("It was expected to fail, but it did not.");
}

/** A Terraform expression as it stands in `cdk.tf.json`. */
export const expression = (inner: string): string => `\${${inner}}`;
