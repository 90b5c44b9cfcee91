import { assertSelective, checkFilter } from "../../model";
import { EngineError, type EngineEvent } from "../events";
import type { EngineContext, Fault, KillTaskService } from "../ports";
import { withFault } from "../sentences";
import type { TaskCode } from "./codes";
import { event, otherAccount } from "./messages";
import type { TaskDeclaration, TaskOutcome, TaskRecord } from "./record";

/** How often a request is sent of which the service said that nothing was done. */
const SEND_ATTEMPTS = 4;
/** The first pause before it is sent again, in ms; each further one is twice as long. */
const FIRST_PAUSE_MS = 1_000;

/**
 * Called with what the state has to say BEFORE a request is sent that changes it, and after. A provider that is killed between the two
 * halves of an edit then leaves a state that says `stopped`, and the next plan starts the task. Terraform stores what
 * ApplyResourceChange answers, and nothing before: after `kill -9` of the provider itself it keeps the former state.
 *
 * @param isOld see {@link TaskOutcome.isOld}
 */
export type SaveRecord = (record: TaskRecord, isOld: boolean) => void;

/** What happens in one change: its events, and what the state has to say at each moment. */
export class Journal {
  readonly events: EngineEvent[] = [];
  /** See {@link TaskOutcome.isOld}. */
  isOld = false;

  constructor(
    public record: TaskRecord | null,
    private readonly save?: SaveRecord,
  ) {}

  keep(record: TaskRecord | null): void {
    this.record = record;
    if (record) this.save?.(record, this.isOld);
  }

  tell(event: EngineEvent): void {
    this.events.push(event);
  }

  outcome(): TaskOutcome {
    const failed = this.events.some(({ severity }) => severity === "error");
    return { record: this.record, events: this.events, failed, isOld: this.isOld };
  }
}

/**
 * Carries out a change. An error becomes an event, and the outcome keeps the record as it was at that moment.
 *
 * @param explain makes the event of an error
 */
export async function journalled(
  journal: Journal,
  ctx: EngineContext,
  work: () => Promise<void>,
  explain: typeof failureOf = failureOf,
): Promise<TaskOutcome> {
  try {
    await work();
  } catch (error) {
    journal.tell(explain(error, ctx));
  }
  return journal.outcome();
}

/** An error as an event. */
export function failureOf(error: unknown, ctx: EngineContext): EngineEvent {
  if (error instanceof EngineError) return error.event;
  const fault = ctx.classify(error);
  if (fault && fault.kind !== "aborted") {
    const { code, summary, detail, vendorCode, requestId } = fault;
    return { code, severity: "error", summary, detail, fault, facts: { vendorCode, requestId } };
  }
  if (ctx.signal.aborted || fault) {
    const detail = "Nothing was sent after that. Run again; if it timed out, raise timeouts.";
    return event("DBKILL_TASK_INTERRUPTED", "error", "The change was interrupted", detail);
  }
  const detail = `${(error as Error)?.message ?? error}. Report this as a bug in dbkill.`;
  return event("DBKILL_TASK_BUG", "error", "An unexpected error in dbkill", detail);
}

/** An error of a destroy as an event that names the target: Terraform shows no address beside the errors of a destroy. */
export function stopFailureOf(
  { name, slot }: KillTaskService,
  error: unknown,
  ctx: EngineContext,
): EngineEvent {
  const failure = failureOf(error, ctx);
  if (error instanceof EngineError || failure.code === "DBKILL_TASK_BUG") return failure;
  return {
    ...failure,
    summary: `The kill task of ${name} could not be stopped`,
    detail: failure.fault
      ? withFault("It may still run.", failure.fault)
      : `${failure.summary}. ${failure.detail}`,
    facts: { ...failure.facts, slot },
  };
}

export function isUnsettled(error: unknown): boolean {
  return hasCode(error, "DBKILL_TASK_UNSETTLED");
}

export function isUnrecognised(error: unknown): boolean {
  return hasCode(error, "DBKILL_TASK_UNRECOGNISED");
}

export function isStopUnsettled(error: unknown): boolean {
  return hasCode(error, "DBKILL_TASK_STOP_UNSETTLED");
}

function hasCode(error: unknown, code: TaskCode): boolean {
  return error instanceof EngineError && error.event.code === (code as string);
}

export function kindOf(error: unknown, ctx: EngineContext): Fault["kind"] | undefined {
  return ctx.classify(error)?.kind;
}

/**
 * Sends a request, and sends it again where nothing was done: it was throttled, or failed before it arrived. After a lost answer it is
 * not sent again: that needs a look first.
 */
export async function patiently<T>(
  ctx: EngineContext,
  send: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const fault = ctx.classify(error);
      const again = fault?.kind === "throttled" || fault?.kind === "failed";
      if (!again || attempt === SEND_ATTEMPTS || signal?.aborted) throw error;
      const pause = fault.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
      if (ctx.clock.now() + pause >= (ctx.deadline ?? Number.POSITIVE_INFINITY)) throw error;
      // An abort ends the waiting; the failure that led to it says more than the abort.
      await ctx.clock.sleep(pause, signal).catch(() => {
        throw error;
      });
    }
  }
}

/**
 * Refuses a request that chooses nothing, or everything without `match_all`.
 *
 * @throws EngineError
 */
export function assertCarriedOut({ service, request, matchAll }: TaskDeclaration): void {
  const refuse = (why: string) => {
    const detail = `${why}. Nothing was sent. Name the sessions, or set match_all = true.`;
    throw new EngineError(
      event("DBKILL_TASK_FILTER_REFUSED", "error", "The kill task's filter can't be carried out", detail, {
        path: ["match"],
        facts: { slot: service.slot },
      }),
    );
  };
  if (request.filter === null) {
    if (!matchAll) refuse("There is no filter, and match_all is not set");
    return;
  }
  if (matchAll) refuse("There is a filter, and match_all is set too");
  try {
    assertSelective(request.filter);
  } catch (error) {
    refuse((error as Error).message.replace(/\.$/, ""));
  }
  const [problem] = checkFilter(request.filter, { facts: service.facts, evaluatedBy: "task" });
  if (problem) refuse(problem.summary);
}

/** Refuses to change a task in another region than the one where it was started: a task there is somebody else's. */
export function requireRegion(service: KillTaskService, record: TaskRecord): void {
  if (service.region === record.region) return;
  throw new EngineError(
    event(
      "DBKILL_TASK_OTHER_REGION",
      "error",
      `The kill task of ${service.name} was started in ${record.region}, not in ${service.region}`,
      "Nothing was sent. Report this as a bug in dbkill.",
      { path: ["region"], facts: { slot: service.slot, region: record.region } },
    ),
  );
}

/**
 * Refuses to take a target for gone that was looked for in another account: its task would run on there, and no state would have it.
 */
export function requireAccount(
  service: KillTaskService,
  { account }: TaskRecord,
  error: unknown,
  ctx: EngineContext,
): void {
  if (account === null || service.account === undefined || account === service.account) return;
  throw new EngineError(otherAccount(service, account, ctx.classify(error)));
}
