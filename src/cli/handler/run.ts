import type { Declaration } from "./declaration";
import { HandlerFailure } from "./failure";
import { Journal } from "./journal";
import { drain, killOnce } from "./once";
import { isStanding, type Means, type Operation } from "./operation";
import { createTask, destroyTask } from "./task";

/** How long to wait for another process on the same declaration, in ms: longer than any operation takes by default. */
const LOCK_WAIT_MS = 10 * 60_000;

/**
 * Runs one operation on a declaration.
 *
 * @throws HandlerFailure, OperationFailed
 */
export async function carryOut(operation: Operation, declaration: Declaration, means: Means): Promise<void> {
  const { type, address, journal: folder } = declaration;
  const { output, types } = means;
  const journal = new Journal(folder, address, declaration.state);
  output.step(`${operation} ${type} of ${address}`);
  if (!Object.hasOwn(types.provider.resources, type)) {
    throw new HandlerFailure(
      "DBKILL_DECLARATION_INVALID",
      `Unknown type ${type}`,
      "Synthesize and apply with the same version of cdktf-dbkill. Nothing was sent.",
    );
  }
  if (!isStanding(type, means)) {
    return operation === "create" ? killOnce(declaration, journal, means) : drain(declaration, means);
  }
  // If no lock file can be written, the journal can't be either: a create then fails, and a destroy continues.
  if (operation === "create") journal.prepare();
  const lock = new types.FileSlotLock({ folder: journal.locks });
  const patience = AbortSignal.any([means.signal, AbortSignal.timeout(LOCK_WAIT_MS)]);
  await lock.hold(
    journal.file,
    () => (operation === "create" ? createTask : destroyTask)(declaration, journal, means),
    patience,
  );
}
