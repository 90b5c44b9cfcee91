import type { KillTaskRequest, KillTaskService } from "../../../engine/ports";
import { printable, type Target } from "../../../model";
import {
  AuthenticationError,
  NotFoundError,
  RegionError,
  ThrottledError,
  VendorError,
} from "../../shared/errors";
import { describeKillTask } from "../../shared/task-request";
import type { DbbrainClient } from "./client";
import { dbbrainFacts } from "./facts";
import { toKillTaskFilter } from "./filter";
import { instanceOf } from "./sessions";
import type { DbbrainInstance } from "./types";

/** `Duration` of a task that runs until it is cancelled. */
const UNTIL_CANCELLED = -1;

/** What the API may answer before it has looked at the signature, which carries our time. */
const UNAUTHENTICATED = [AuthenticationError, RegionError, ThrottledError] as const;

/** The one kill task of an instance and product. DBbrain neither lists it nor gives it an id. */
export class DbbrainKillTasks implements KillTaskService {
  readonly facts = dbbrainFacts;
  readonly name: string;
  readonly #instance: DbbrainInstance;

  constructor(
    private readonly connect: () => DbbrainClient,
    target: Target,
  ) {
    this.#instance = instanceOf(target);
    this.name = printable(target.instance_id);
  }

  get region(): string {
    return this.connect().region;
  }

  get slot(): string {
    const { InstanceId, Product } = this.#instance;
    return `dbbrain/${this.region}/${InstanceId}/${Product}`;
  }

  async start({ filter, durationSeconds }: KillTaskRequest, signal?: AbortSignal) {
    const Duration = durationSeconds ?? UNTIL_CANCELLED;
    const input = { ...this.#instance, Duration, ...toKillTaskFilter(filter) };
    const { requestId } = await this.connect().createKillTask(input, { matchAll: filter === null, signal });
    return { confirmed: true, requestId };
  }

  /** Cancels the task that runs on the slot. DBbrain does not tell whose it is. */
  async stop(_taskId: string | null, signal?: AbortSignal): Promise<"stopped" | "none" | "unconfirmed"> {
    try {
      await this.connect().cancelKillTask(this.#instance, { signal });
      return "stopped";
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      // An earlier attempt whose answer was lost may have cancelled it.
      return error.ambiguous ? "unconfirmed" : "none";
    }
  }

  describe(request: KillTaskRequest): string {
    return describeKillTask(request);
  }

  /** DBbrain refuses every signed call where the clocks differ by more than five minutes. Source: Signature v3. */
  async proveClock(signal?: AbortSignal): Promise<void> {
    try {
      await this.connect().describeMySqlProcessList({ ...this.#instance, Limit: 1 }, { signal });
    } catch (error) {
      // Any other refusal of the API itself comes after the signature was accepted. Where calls are throttled is not documented.
      const isRefusal = error instanceof VendorError && error.vendorCode !== undefined && !error.ambiguous;
      if (!isRefusal || UNAUTHENTICATED.some((type) => error instanceof type)) throw error;
    }
  }
}
