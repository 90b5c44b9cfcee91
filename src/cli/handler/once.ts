import type { Fields, Kept } from "./core";
import type { Declaration } from "./declaration";
import { HandlerFailure } from "./failure";
import type { Journal, JournalEntry } from "./journal";
import { isStanding, type Means, withCore } from "./operation";
import { conflict } from "./ownership";
import { placeOf } from "./place";

/** Kills once. Nothing remains to be stopped, so the journal only records what it did. */
export async function killOnce(declaration: Declaration, journal: Journal, means: Means): Promise<void> {
  const { config, provider, type, object, address } = declaration;
  const { output } = means;
  const record = (kept: Kept, phase: JournalEntry["phase"]) => {
    try {
      journal.prepare();
      const entry = journal.read();
      // Its task may still run, and nothing else knows it.
      if (entry && isStanding(entry.type, means)) throw conflict(entry, journal, declaration);
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
export async function drain({ config, provider, type }: Declaration, means: Means): Promise<void> {
  await withCore(type, means, async (core) => {
    await core.configure(provider, config);
    await core.destroy({ state: config as Fields, notes: "" });
  });
  means.output.step("done");
}
