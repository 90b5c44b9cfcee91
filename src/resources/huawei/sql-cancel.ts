import { type AttributePath, DiagnosticError } from "../../framework";
import type { MrsClient, MrsSql } from "../../vendors/huawei";
import type { VendorError } from "../../vendors/shared/errors";
import { isVendorError } from "../explain";
import { lookAgain } from "../look-again";
import type { Outcome } from "../outcomes";
import type { MrsSqlCancelState } from "./mrs-sql-cancel-schema";

const LOOK_INTERVAL_MS = 1000;

/** Source: MRS V2, ShowSqlResult. */
const RUNNING = new Set(["QUEUED", "WAITING_FOR_RESOURCES", "PLANNING", "STARTING", "RUNNING", "FINISHING"]);
/** The last two are Presto's; MRS documents no state for a statement that was cancelled. */
const OVER = new Set(["FINISHED", "FAILED", "CANCELED", "CANCELLED"]);

/** One row of `results`. */
export type SqlResult = NonNullable<MrsSqlCancelState["results"]>[number] & { readonly outcome: Outcome };

/** Whether a statement is over for certain: a cancel does no harm to one that is, and must not be kept from one that is not. */
export function isOver({ status }: MrsSql): boolean {
  return OVER.has(status);
}

/** Whether a statement that was cancelled is where it was before, or runs on. */
function runsOn(status: string, before: string | null): boolean {
  return RUNNING.has(status) || (!OVER.has(status) && status === before);
}

/** Looks statements up; those that MRS does not know are left out and given to `unknown`. */
export async function lookUp(
  client: MrsClient,
  clusterId: string,
  ids: readonly string[],
  signal: AbortSignal,
  unknown: (id: string, error: VendorError) => void,
): Promise<Map<string, MrsSql>> {
  const found = new Map<string, MrsSql>();
  for (const id of ids) {
    try {
      found.set(id, await client.showSql(clusterId, id, { signal }));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      unknown(id, error);
    }
  }
  return found;
}

/** Cancels the chosen statements of a cluster, once. */
export class SqlCancel {
  readonly #results = new Map<string, SqlResult>();
  readonly #refusals = new Map<string, VendorError>();

  /**
   * @param ids every chosen statement
   * @param done what became of those that need no cancel any more
   * @param signal ends the waiting
   */
  constructor(
    private readonly client: MrsClient,
    private readonly clusterId: string,
    private readonly ids: readonly string[],
    done: readonly SqlResult[],
    private readonly signal: AbortSignal,
  ) {
    for (const result of done) this.#results.set(result.sql_id!, result);
  }

  /** What became of each statement as far as it is known, in the order of the ids. */
  get results(): SqlResult[] {
    return this.ids.flatMap((id) => this.#results.get(id) ?? []);
  }

  /**
   * Cancels what runs.
   *
   * @param verify whether to look until what was cancelled is over
   * @throws DiagnosticError that names the statements that were refused, or run on
   */
  async run(verify: boolean): Promise<void> {
    const left = this.ids.filter((id) => !this.#results.has(id));
    const unknown = new Map<string, VendorError>();
    const before = await lookUp(this.client, this.clusterId, left, this.signal, (id, error) => {
      unknown.set(id, error);
    });
    if (unknown.size > 0) throw this.#unknown(unknown);
    for (const [id, sql] of before) await this.#cancel(id, sql);
    if (verify) await this.#untilOver();
    this.#refuse();
  }

  async #cancel(id: string, sql: MrsSql): Promise<void> {
    const requested = { sql_id: id, status_before: sql.status, status_after: null, message: null };
    if (isOver(sql)) return this.#note({ ...requested, outcome: "gone" }, sql);
    try {
      await this.client.cancelSql(this.clusterId, id, { signal: this.signal });
      this.#note({ ...requested, outcome: "requested" });
    } catch (error) {
      if (isNotFound(error)) return this.#note({ ...requested, outcome: "gone" });
      if (!isVendorError(error) || !(error.ambiguous || isRefusal(error))) throw error;
      await this.#settle({ ...requested, outcome: "requested" }, error);
    }
  }

  /** A cancel that was refused, or may have arrived: what the statement is now tells. */
  async #settle(requested: SqlResult, error: VendorError): Promise<void> {
    const refused = isRefusal(error);
    if (refused) this.#refusals.set(requested.sql_id!, error);
    const pending: SqlResult = refused
      ? { ...requested, outcome: "refused", message: error.vendorMessage ?? error.message }
      : requested;
    this.#note(pending);
    const now = await this.#show(requested.sql_id!);
    if (now && runsOn(now.status, requested.status_before)) {
      this.#note({ ...pending, status_after: now.status });
      if (!refused) throw error;
    } else if (refused) this.#note({ ...requested, outcome: "gone" }, now);
    else this.#noteEnd(requested, now);
  }

  /** What is cancelled is worth recording, so that nothing but the waiting listens for an abort. */
  async #untilOver(): Promise<void> {
    const pending = () => this.results.filter(({ outcome }) => outcome === "requested");
    const look = async () => {
      for (const result of pending()) {
        const now = await this.#show(result.sql_id!);
        if (!now || !runsOn(now.status, result.status_before)) this.#noteEnd(result, now);
        else this.#note(result, now);
      }
      return pending();
    };
    const surviving = await lookAgain(look, (left) => left.length === 0, {
      signal: this.signal,
      looks: Number.POSITIVE_INFINITY,
      intervalMs: LOOK_INTERVAL_MS,
    });
    for (const result of surviving) this.#note({ ...result, outcome: "survived" });
  }

  /** A statement as it is now; undefined where MRS no longer knows it. */
  async #show(id: string): Promise<MrsSql | undefined> {
    try {
      return await this.client.showSql(this.clusterId, id);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** A statement that finished was faster than its cancel. */
  #noteEnd(result: SqlResult, now: MrsSql | undefined): void {
    this.#note({ ...result, outcome: now?.status === "FINISHED" ? "gone" : "killed" }, now);
  }

  #note(result: SqlResult, now?: MrsSql): void {
    const seen = now && { status_after: now.status, message: now.message };
    this.#results.set(result.sql_id!, { ...result, ...seen });
  }

  #unknown(errors: ReadonlyMap<string, VendorError>): DiagnosticError {
    const ids = [...errors.keys()];
    const [first] = errors.values();
    return new DiagnosticError({
      summary: `MRS does not know ${these(ids)} on cluster ${this.clusterId}`,
      detail: `${list(ids)}\n\nNothing was cancelled. MRS forgets statements after a while: remove from sql_ids what is over, and check the id of the cluster.\n\n${first!.message}\n${first!.remedy}`,
      path: this.#pathOf(ids[0]!),
    });
  }

  /** Names what was to be cancelled and runs on. */
  #refuse(): void {
    const failed = this.results.filter(({ outcome }) => outcome === "refused" || outcome === "survived");
    if (failed.length === 0) return;
    const lines = failed.map(({ sql_id, outcome, status_after, message }) =>
      outcome === "refused"
        ? `${sql_id}: MRS refused to cancel it: ${message}${reference(this.#refusals.get(sql_id!))}`
        : `${sql_id}: cancelled, and still ${status_after} when the time was over`,
    );
    throw new DiagnosticError({
      summary: `${failed.length} of ${this.ids.length} statements on cluster ${this.clusterId} could not be cancelled`,
      detail: `${lines.join("\n")}\n\nWhat became of the others is recorded in results. Apply again to try what is left; timeouts gives a cancel more time.`,
      path: this.#pathOf(failed[0]!.sql_id!),
    });
  }

  #pathOf(id: string): AttributePath {
    return ["sql_ids", this.ids.indexOf(id)];
  }
}

function these(ids: readonly string[]): string {
  return ids.length === 1 ? `statement ${ids[0]}` : `${ids.length} of the statements`;
}

/** What the vendor's support asks for. */
function reference(error: VendorError | undefined): string {
  const facts = [error?.vendorCode, error?.requestId && `request id ${error.requestId}`].filter(Boolean);
  return facts.length > 0 ? ` (${facts.join(", ")})` : "";
}

function list(ids: readonly string[]): string {
  return ids.join("\n");
}

function isNotFound(error: unknown): error is VendorError {
  return isVendorError(error) && error.code === "DBKILL_ERR_NOT_FOUND";
}

function isRefusal(error: VendorError): boolean {
  return error.code === "DBKILL_ERR_REJECTED";
}
