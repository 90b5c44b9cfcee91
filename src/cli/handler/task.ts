import { type Core, type Kept, OperationFailed } from "./core";
import type { Declaration } from "./declaration";
import { HandlerFailure } from "./failure";
import type { Journal, JournalEntry } from "./journal";
import { isStanding, type Means, withCore } from "./operation";
import type { Output } from "./output";
import { conflict, isAnothers, refusals } from "./ownership";
import { placeOf } from "./place";

/** Starts a task. First settles, adopts or replaces what an earlier run left. */
export async function createTask(declaration: Declaration, journal: Journal, means: Means): Promise<void> {
  const { config, provider, type, object, address } = declaration;
  const { output } = means;
  const place = placeOf(type, config);
  const write = (kept: Kept | null, phase: JournalEntry["phase"]) =>
    journal.write({ ...(kept ?? NOTHING), address, type, place, object, phase });
  const found = journal.read();
  const refused = refusals(declaration);
  // Of what does not stand, nothing is left to settle.
  const entry = found && isStanding(found.type, means) ? found : null;
  if (entry && isAnothers(entry, declaration)) {
    refused.write({ ...NOTHING, address, type, place, object, phase: "failed" });
    throw conflict(entry, journal, declaration);
  }
  // Whatever fails before a request is sent, a destroy must know that there is nothing to stop: the task in its place is another's.
  if (!entry) write(null, "working");
  else if (entry.object !== object) journal.write({ ...entry, object });
  refused.remove();
  await withCore(type, means, async (core) => {
    await core.configure(provider, config);
    const prior = entry && (await priorOf(entry, core, declaration, means));
    let last = prior;
    core.onSave = (kept) => {
      last = kept;
      write(kept, "working");
    };
    // From here on the entry belongs to this object, whatever an earlier one left.
    write(prior, "working");
    try {
      const kept = await core.apply(prior, config);
      finish(kept, write, journal, output);
    } catch (error) {
      if (!(error instanceof OperationFailed)) throw error;
      const taken = means.env.DBKILL_ADOPT === "1" && error.codes.includes("DBKILL_TASK_SLOT_TAKEN");
      if (!taken) {
        write(last, "failed");
        throw error;
      }
      output.step("DBKILL_ADOPT is set: the running task is adopted as the declared one");
      finish(asRunning(await core.lost(config)), write, journal, output);
    }
  });
}

function finish(
  kept: Kept,
  write: (kept: Kept, phase: "done") => void,
  journal: Journal,
  output: Output,
): void {
  write(kept, "done");
  const { enforced_by, document } = kept.state;
  if (enforced_by === "runner" && typeof document === "string") {
    output.step(
      `the runner needs the policy: dbkill enforce --policies ${journal.policies} (${journal.writePolicy(document)})`,
    );
  } else {
    // Of an earlier object whose destroy never ran, as that of a block that was removed. A kill task leaves no document.
    journal.removePolicy(enforced_by !== undefined);
  }
  output.result(kept.state);
}

/** Of a task that was not started. */
const NOTHING = { state: null, notes: "" } as const;

/** What an earlier run left, if it can be trusted. Null: nothing. */
async function priorOf(
  entry: JournalEntry,
  core: Core,
  { type, provider }: Declaration,
  means: Means,
): Promise<Kept | null> {
  means.output.step(`the journal has a ${entry.type} of ${entry.at}, ${entry.phase}`);
  const { state, notes } = entry;
  if (!state) return null;
  if (entry.type !== type) {
    await withCore(entry.type, means, async (other) => {
      await other.connect(provider);
      await other.destroy({ state, notes });
    });
    return null;
  }
  const { task_id, status } = state;
  if (typeof task_id === "string") return core.read({ state, notes });
  // The task of a slot may no longer run: a destroy on another machine may have stopped it.
  return status === "running" || status === "enforced" ? core.lost(state) : { state, notes };
}

/** The state of a slot whose task was started elsewhere. */
function asRunning({ state, notes }: Kept): Kept {
  const now = Date.now();
  const { duration_seconds: duration, expires_at } = state as {
    duration_seconds?: number;
    expires_at?: string;
  };
  const lasts = typeof duration === "number" ? new Date(now + duration * 1_000).toISOString() : null;
  return {
    notes,
    state: {
      ...state,
      status: "enforced_by" in state ? "enforced" : "running",
      started_at: new Date(now).toISOString(),
      ends_at: expires_at ?? lasts,
      pending_start: null,
    },
  };
}

/** Stops a task: the one in the journal or, without an entry, every task that equals the declaration. */
export async function destroyTask(declaration: Declaration, journal: Journal, means: Means): Promise<void> {
  const { config, provider, type, object } = declaration;
  const { output } = means;
  const entry = readIfPossible(journal, output);
  const refused = refusals(declaration);
  // An entry of another object is stale.
  const known = entry?.object === object ? entry : readIfPossible(refused, output);
  const { state, notes } = known ?? NOTHING;
  let isRunners = false;
  if (known && !state) output.step("nothing was started");
  else {
    await withCore(known?.type ?? type, means, async (core) => {
      await core.connect(provider);
      if (!state)
        output.step("the journal has no record of it: every task that equals the declaration is stopped");
      const kept = state ? { state, notes } : await core.lost(config);
      isRunners = kept.state.enforced_by === "runner";
      await core.destroy(kept);
    });
  }
  try {
    refused.remove();
    if (!entry || !isAnothers(entry, declaration)) journal.remove(isRunners);
    else {
      const { code, message } = conflict(entry, journal, declaration);
      output.warning(code, message);
    }
  } catch (error) {
    if (!(error instanceof HandlerFailure) || error.code !== "DBKILL_JOURNAL_UNWRITABLE") throw error;
    output.warning(error.code, `${error.summary}. It still lists the stopped task; remove the file.`);
  }
  output.step("done");
}

/** A destroy does not need the journal. */
function readIfPossible(journal: Journal, output: Output): JournalEntry | null {
  try {
    return journal.read();
  } catch (error) {
    if (!(error instanceof HandlerFailure)) throw error;
    output.warning(error.code, error.message);
    return null;
  }
}
