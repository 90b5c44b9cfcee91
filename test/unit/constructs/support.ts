import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type App, DefaultTokenResolver, StringConcat, TerraformStack, Testing, Tokenization } from "cdktf";
import { ConstructError, DbkillProvider, KillTarget, SessionFilter } from "../../../src";

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

/** The codes of what synth would complain about, each with the construct's path. */
export function codes(stack: TerraformStack): string[] {
  return complaints(stack)
    .split("\n")
    .flatMap((line) => {
      const found = /\[([^\]]+)\] .*\[(DBKILL_\w+)\]$/.exec(line);
      return found ? [`${found[1]} ${found[2]}`] : [];
    });
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
export function failure(run: () => unknown): ConstructError {
  try {
    run();
  } catch (error) {
    if (ConstructError.isConstructError(error)) return error;
    throw error;
  }
  throw new Error("It was expected to fail, but it did not.");
}

/** Code and property of everything that a constructor refuses. */
export const refusals = (run: () => unknown): string[] =>
  failure(run).problems.map(({ code, path }) => `${code} ${path}`.trim());

/** A value with its tokens as Terraform gets them. */
export function resolved(stack: TerraformStack, value: unknown): unknown {
  return Tokenization.resolve(value, {
    scope: stack,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
}

/** A Terraform expression as it stands in `cdk.tf.json`. */
export const expression = (inner: string): string => `\${${inner}}`;
