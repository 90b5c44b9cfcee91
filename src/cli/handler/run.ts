import { Core, type Fields, type Kept, OperationFailed, type Types } from "./core";
import type { Declaration } from "./declaration";
import { HandlerFailure } from "./failure";
import { Journal, type JournalEntry } from "./journal";
import type { Output } from "./output";
import { conflict, isAnothers, refusals } from "./ownership";
import { placeOf } from "./place";

export type Operation = "create" | "destroy";

/** The context of an operation. */
export interface Means {
  readonly types: Types;
  readonly output: Output;
  /** Aborts when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

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
  if (!Object.hasOwn(types.STANDING, type)) {
    return operation === "create" ? once(declaration, journal, means) : drain(declaration, means);
  }
  // If no lock file can be written, the journal can't be either: a create then fails, and a destroy continues.
  if (operation === "create") journal.prepare();
  const lock = new types.FileSlotLock({ folder: journal.locks });
  const patience = AbortSignal.any([means.signal, AbortSignal.timeout(LOCK_WAIT_MS)]);
  await lock.hold(
    journal.file,
    () => (operation === "create" ? create : destroy)(declaration, journal, means),
    patience,
  );
}

/** Starts a task. First settles, adopts or replaces what an earlier run left. */
async function create(declaration: Declaration, journal: Journal, means: Means): Promise<void> {
  const { config, provider, type, object, address } = declaration;
  const { output } = means;
  const place = placeOf(type, config);
  const write = (kept: Kept | null, phase: JournalEntry["phase"]) =>
    journal.write({ ...(kept ?? NOTHING), address, type, place, object, phase });
  const found = journal.read();
  const refused = refusals(declaration);
  // Of what does not stand, nothing is left to settle.
  const entry = found && isStanding(found, means) ? found : null;
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
    // Of an earlier object whose destroy never ran, as that of a block that was removed.
    journal.removePolicy();
  }
  output.result(kept.state);
}

function isStanding({ type }: JournalEntry, { types }: Means): boolean {
  return Object.hasOwn(types.STANDING, type);
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
async function destroy(declaration: Declaration, journal: Journal, means: Means): Promise<void> {
  const { config, provider, type, object } = declaration;
  const { output } = means;
  const entry = readIfPossible(journal, output);
  const refused = refusals(declaration);
  // An entry of another object is stale.
  const known = entry?.object === object ? entry : readIfPossible(refused, output);
  const { state, notes } = known ?? NOTHING;
  if (known && !state) output.step("nothing was started");
  else {
    await withCore(known?.type ?? type, means, async (core) => {
      await core.connect(provider);
      if (!state)
        output.step("the journal has no record of it: every task that equals the declaration is stopped");
      await core.destroy(state ? { state, notes } : await core.lost(config));
    });
  }
  try {
    refused.remove();
    if (!entry || !isAnothers(entry, declaration)) journal.remove();
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

/** Kills once. Nothing remains to be stopped, so the journal only records what it did. */
async function once(declaration: Declaration, journal: Journal, means: Means): Promise<void> {
  const { config, provider, type, object, address } = declaration;
  const { output } = means;
  const record = (kept: Kept, phase: JournalEntry["phase"]) => {
    try {
      journal.prepare();
      const entry = journal.read();
      // Its task may still run, and nothing else knows it.
      if (entry && isStanding(entry, means)) throw conflict(entry, journal, declaration);
      journal.write({ ...kept, address, type, place: placeOf(type, config), object, phase });
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      output.warning(error.code, error.summary);
    }
    output.result(kept.state);
  };
  await withCore(type, means, async (core) => {
    await core.configure(provider, config);
    let done: Kept | null = null;
    core.onSave = (kept) => {
      done = kept;
    };
    try {
      record(await core.apply(null, config), "done");
    } catch (error) {
      // The kills sent before it failed.
      if (done) record(done, "failed");
      throw error;
    }
  });
}

/** Drains. The declaration holds everything that it needs. */
async function drain({ config, provider, type }: Declaration, means: Means): Promise<void> {
  await withCore(type, means, async (core) => {
    await core.configure(provider, config);
    await core.destroy({ state: config as Fields, notes: "" });
  });
  means.output.step("done");
}

async function withCore(
  type: string,
  { types, output, signal }: Means,
  work: (core: Core) => Promise<void>,
): Promise<void> {
  const core = new Core(types, type, output.diagnostic);
  output.scrub = core.scrub;
  const stop = () => core.stop();
  signal.addEventListener("abort", stop);
  try {
    await work(core);
  } finally {
    signal.removeEventListener("abort", stop);
    await core.close();
  }
}
