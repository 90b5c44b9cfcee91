import { OperationFailed, type Types } from "./core";
import { readDeclaration } from "./declaration";
import { EXIT, HandlerFailure } from "./failure";
import type { Operation } from "./operation";
import { Output } from "./output";
import { carryOut } from "./run";

/** How to repeat what failed: Terraform keeps a resource whose destroy failed, and marks one whose create failed as tainted. */
const AGAIN = {
  create: "run terraform apply again",
  destroy: "the resource stays in the state: run terraform destroy or apply again",
} as const;

/** The handler's process. @returns its exit code */
export async function handle(
  operation: string | undefined,
  load: () => Types,
  env: NodeJS.ProcessEnv,
  write: (text: string) => void,
): Promise<number> {
  const output = new Output(write);
  if (operation !== "create" && operation !== "destroy") {
    output.failure(
      "DBKILL_DECLARATION_INVALID",
      "Provisioners call dbkill handler create or dbkill handler destroy",
    );
    return EXIT.unusable;
  }
  const stop = new AbortController();
  const asked = () => stop.abort();
  for (const signal of SIGNALS) process.on(signal, asked);
  try {
    await carryOut(operation, readDeclaration(env), { types: load(), output, signal: stop.signal, env });
    return EXIT.done;
  } catch (error) {
    return fail(error, operation, output);
  } finally {
    for (const signal of SIGNALS) process.off(signal, asked);
  }
}

/** Ctrl-C reaches the whole process group. Requests that were sent still finish. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function fail(error: unknown, operation: Operation, output: Output): number {
  if (error instanceof OperationFailed) {
    output.step(`failed: fix the cause, then ${AGAIN[operation]}`);
    return error.exit;
  }
  if (error instanceof HandlerFailure) {
    output.failure(error.code, error.message);
    return error.exit;
  }
  const event = (error as { event?: { code: string } }).event;
  output.failure(event?.code ?? "DBKILL_UNEXPECTED", (error as Error).message);
  return event ? EXIT.failed : EXIT.unusable;
}
