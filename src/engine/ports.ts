import type { ServiceFacts, Session, SessionFilter } from "../model";

/**
 * The ports of the use cases: what a service's adapter in `vendors/` implements. Every method throws an error of the adapter's own
 * where a call fails; a {@link FaultClassifier} says what it means.
 */

/** The sessions of one target at one moment. */
export interface Listing {
  readonly sessions: readonly Session[];
  /** False where the service has, or may have, more sessions than it listed. */
  readonly complete: boolean;
  /** Why it is not complete and how to change that, safe to show; absent: the service lists no more. */
  readonly incomplete?: string;
  /** When the service answered, by {@link Clock.now}, in ms. Set by {@link SessionSource.list} right after the answer. */
  readonly at: number;
  /** By how many seconds the server's clock was set forward since the list before. Ages in the list are without it. Absent: not at all. */
  readonly clockStep?: number;
  /** Sessions that were asked for by id and have ended, by key; only where the service still knows them (MRS). */
  readonly ended?: ReadonlyMap<string, EndedSession>;
  /** Ids that were asked for and that the service does not know at all, by key, with its reason (MRS). */
  readonly unknown?: ReadonlyMap<string, unknown>;
}

/** A session that has ended, as the service tells it. */
export interface EndedSession {
  /** The service's own word, such as `FINISHED`. */
  readonly status: string;
  /** Whether it ended by itself: a kill came too late. */
  readonly finished: boolean;
  readonly message: string | null;
}

/** Lists the sessions of one target. */
export interface SessionSource {
  readonly facts: ServiceFacts;
  /** The target, as people name it in messages: `cdb-8jawylhf`, `tenant t4l of ob317`. */
  readonly name: string;
  /**
   * Lists what runs now. Services without a list look up the given keys instead and answer those that still run as sessions.
   *
   * May leave out sessions that were not asked for. The listing still counts as complete: the caller does not treat them as ended.
   *
   * @param keys the keys that are of interest; a service that lists everything ignores them
   * @param needed filters: only sessions that match at least one of them are needed. Absent: all that `keys` selects
   */
  list(signal: AbortSignal, keys?: readonly string[], needed?: readonly SessionFilter[]): Promise<Listing>;
  /**
   * Asks the vendor which sessions a kill task with this filter would kill now; null: every session. Called only with filters that the
   * service's task can express. Present only where the vendor has such a call (DAS).
   */
  preview?(filter: SessionFilter | null, signal: AbortSignal): Promise<VendorPreview>;
}

/** The vendor's own preview of a kill task. */
export interface VendorPreview {
  /** As many of them as the vendor shows. */
  readonly sessions: readonly Session[];
  /** How many there are in all. */
  readonly count: number;
}

/** What a vendor said about one session that was to be killed. */
export interface Refusal {
  /** The vendor's words, safe to show. */
  readonly message: string;
  readonly code?: string;
  readonly requestId?: string;
}

/** What a vendor answered to one kill request. */
export interface KillResponse {
  /** By key: sessions that the vendor refused to kill. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** Keys that the answer does not mention although it should: nothing is known of them. */
  readonly unanswered: readonly string[];
  /** Keys of sessions that, as the vendor answered, had ended before the kill. */
  readonly gone?: readonly string[];
  /** The vendor's ids of the request, for its support. */
  readonly requestIds: readonly string[];
}

/** Kills sessions of one target. No method repeats a request by itself: repeating is the engine's decision, after another look. */
export interface SessionKiller {
  /**
   * Kills these sessions with one request, never with several: each request is preceded by a look that only the use case can make.
   * Never called with an empty list, nor with more than `facts.kill.maxIdsPerCall`.
   * A session that was never listed (younger than `facts.list.unlistedSeconds`) has an empty user.
   */
  kill(sessions: readonly Session[], signal: AbortSignal): Promise<KillResponse>;
  /**
   * How many of these keys, counted from the first, fit into one request; 0 where the first is too long by itself. Present where the
   * length of ids limits a request, besides `facts.kill.maxIdsPerCall`. {@link kill} is never called with more.
   */
  countFitting?(keys: readonly string[]): number;
  /** Kills everything that runs with the vendor's own single call. Present only where `facts.kill.killsAll`. */
  killAll?(signal: AbortSignal): Promise<KillResponse>;
}

/** What a standing kill task is to do. */
export interface KillTaskRequest {
  /** Null: every session, which only `match_all = true` can ask for. */
  readonly filter: SessionFilter | null;
  /** How long it runs; null: until it is stopped. */
  readonly durationSeconds: number | null;
}

/** A task as its service lists it. */
export interface ListedTask {
  readonly taskId: string;
  /** What it does, read back from what the service lists. */
  readonly request: KillTaskRequest;
  /** At the moment of the listing, by the service's clock. */
  readonly status: "running" | "expired" | "stopped";
  readonly startedAt: Date | null;
  readonly endsAt: Date | null;
  /** The service's own undocumented state number or word, where it has one. */
  readonly rawState: string | null;
}

export interface TaskListing {
  readonly tasks: readonly ListedTask[];
  /** The service's clock at the listing; ours where it does not tell. */
  readonly at: Date;
}

/** Starts and stops the standing kill tasks of one target. No method repeats a request whose answer was lost. */
export interface KillTaskService {
  readonly facts: ServiceFacts;
  /** The target as people name it in messages. */
  readonly name: string;
  /** The place that tasks share, unique across targets: `dbbrain/ap-guangzhou/cdb-1/mysql`, `das/cn-north-4/<instance>`. */
  readonly slot: string;
  /** The region that is called. */
  readonly region: string;
  /** The account or project that is called, where the service names it: an instance that is gone may be in another one. */
  readonly account?: string;
  /**
   * Asks the service to start a task. `confirmed` is false where the service answered without saying that it did.
   * @throws Error for a request without a filter that is not meant to be one: see `assertSelective`
   */
  start(
    request: KillTaskRequest,
    signal?: AbortSignal,
  ): Promise<{ readonly confirmed: boolean; readonly requestId?: string }>;
  /**
   * Stops a task; `taskId` is null where the service has one unnamed slot.
   * @returns `stopped`; `none` where the service says that nothing ran; `unconfirmed` where its answer does not tell
   */
  stop(taskId: string | null, signal?: AbortSignal): Promise<"stopped" | "none" | "unconfirmed">;
  /** Lists the target's tasks. Absent: the service can't. */
  list?(signal?: AbortSignal): Promise<TaskListing>;
  /**
   * Whether a listed task is what a request asks for, compared as the service and MySQL compare: database and user names without
   * trailing blanks, commands and hosts in any case, numbers by value. Present where `list` is.
   */
  isSame?(task: ListedTask, request: KillTaskRequest): boolean;
  /** In one line, such as `user report, command Query, at least 60 s, until it is stopped`. */
  describe(request: KillTaskRequest): string;
  /** Whether the target's tasks kill at all. Absent: the service has no such switch. */
  isSwitchOn?(signal?: AbortSignal): Promise<boolean>;
  /**
   * Proves that our clock is right by the service's own: throws where it can't be proven. Needed where the end of a task is known by
   * our clock alone.
   */
  proveClock?(signal?: AbortSignal): Promise<void>;
}

/** What the use cases need to know about an error that an adapter threw. */
export interface Fault {
  /**
   * `lost`: the request may have been carried out. `throttled`: nothing was done, try later. `refused`: nothing was done and the same
   * request fails again. `busy`: refused because another task holds the place. `not_found`: the thing does not exist. `gone`: the whole
   * target does not exist. `configuration`: keys, region, endpoint or permissions; no retry helps. `aborted`: the caller gave up.
   * `failed`: nothing was done, and it may succeed later (no connection, server error before the request).
   */
  readonly kind:
    | "lost"
    | "throttled"
    | "refused"
    | "busy"
    | "not_found"
    | "gone"
    | "configuration"
    | "aborted"
    | "failed";
  /** The service knows the key and does not allow this call; others may be allowed. The kind is `configuration`. */
  readonly permission?: true;
  /** The service does not accept the key or the password. The kind is `configuration`. */
  readonly authentication?: true;
  /** How long the service asked to wait, in ms. */
  readonly retryAfterMs?: number;
  /** One line, with the vendor's code; safe to show. */
  readonly summary: string;
  /** How to fix it; safe to show. */
  readonly detail: string;
  /** Stable code. */
  readonly code: string;
  readonly vendorCode?: string;
  readonly requestId?: string;
}

/** Tells what an error of the adapters means; undefined for a bug of our own. */
export type FaultClassifier = (error: unknown) => Fault | undefined;

/** Time, as far as the use cases need it. */
export interface Clock {
  /** Monotonic time in ms. */
  now(): number;
  /** The date. */
  date(): Date;
  /** Waits; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Where the use cases write what they do. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** What every use case gets beside its ports. */
export interface EngineContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly classify: FaultClassifier;
  /**
   * Aborts when the caller wants to stop or the operation's time is over. Waiting ends then; what was sent is still looked at and
   * recorded once.
   */
  readonly signal: AbortSignal;
  /** When the operation's time is over, by {@link Clock.now}; absent: never. */
  readonly deadline?: number;
}
