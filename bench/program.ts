import { fork } from "node:child_process";
import { join } from "node:path";
import { track } from "./processes";

/**
 * Runs a program of the bench in a fresh process, which measures itself once its libraries are loaded.
 *
 * @param name its file, without `.ts`
 * @param nodeOptions such as `--expose-gc`
 * @returns the message that it sends
 */
export function runProgram<T>(
  name: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = track(
      fork(join(__dirname, `${name}.ts`), args, {
        detached: true,
        env: { ...process.env, CHECKPOINT_DISABLE: "1" },
        // A fork inherits how this process reads TypeScript.
        execArgv: [...process.execArgv, ...nodeOptions],
      }),
    );
    let answer: { readonly message: T } | undefined;
    child.once("message", (message) => {
      answer = { message: message as T };
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0 && answer) resolve(answer.message);
      else reject(new Error(`${name} ${args[0]} ended with ${code}`));
    });
  });
}
