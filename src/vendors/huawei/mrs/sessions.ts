import type {
  Clock,
  EndedSession,
  KillResponse,
  Listing,
  SessionKiller,
  SessionSource,
} from "../../../engine/ports";
import { printable, type Session, type Target } from "../../../model";
import { NotFoundError, RejectedError } from "../../shared/errors";
import type { MrsClient, MrsSql } from "./client";
import { mrsFacts } from "./facts";

/** A statement that came to its own end. Source: MRS V2, ShowSqlResult, as {@link ENDED}. */
const FINISHED = /^finished$/i;

/**
 * A statement that is over. MRS documents FINISHED and FAILED, and no state for one that was cancelled: CANCELED is Presto's word.
 * Any other word is taken for one that still runs: a cancel does no harm, and must not be kept from a statement that runs.
 */
const ENDED = /^(finished|failed|cancel+ed|aborted|killed)$/i;

/** MRS's code for a cancel that it could not carry out. */
const CANCEL_FAILED = "FAILED";
/** MRS's code for a cluster that does not exist. Source: Huawei's own Terraform provider. */
const NO_CLUSTER = "12000003";

/** The statements of one cluster. MRS can't list them: they are looked up one by one, by ShowSqlResult. */
export class MrsStatements implements SessionSource {
  readonly facts = mrsFacts;
  readonly name: string;

  constructor(
    private readonly connect: () => MrsClient,
    private readonly target: Target,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.name = printable(target.instance_id);
  }

  /** @throws Error without keys: there is nothing else to look for */
  async list(signal: AbortSignal, keys?: readonly string[]): Promise<Listing> {
    if (!keys)
      throw new Error("MRS can't list its statements. They are looked up by their ids, and none are given.");
    const client = this.connect();
    const sessions: Session[] = [];
    const ended = new Map<string, EndedSession>();
    const unknown = new Map<string, unknown>();
    let at = this.clock.now();
    for (const id of new Set(keys)) {
      try {
        const sql = await client.showSql(this.target.instance_id, id, { signal });
        if (ENDED.test(sql.status)) ended.set(id, toEnded(sql));
        else sessions.push(toSession(id, sql));
      } catch (error) {
        if (!(error instanceof NotFoundError) || error.vendorCode === NO_CLUSTER) throw error;
        unknown.set(id, error);
      }
      at = this.clock.now();
    }
    return { sessions, complete: true, at, ended, unknown };
  }
}

function toEnded({ status, message }: MrsSql): EndedSession {
  return {
    status: printable(status),
    finished: FINISHED.test(status),
    message: message === null ? null : printable(message),
  };
}

/** MRS tells of a statement its state and its text. */
function toSession(id: string, { status, statement }: MrsSql): Session {
  return {
    id,
    user: "",
    host: "",
    database: "",
    command: "",
    state: status,
    duration_seconds: 0,
    info: statement ?? "",
  };
}

/** Cancels statements of one cluster by CancelSql, one with each request. */
export class MrsKiller implements SessionKiller {
  constructor(
    private readonly connect: () => MrsClient,
    private readonly target: Target,
  ) {}

  async kill(sessions: readonly Session[], signal: AbortSignal): Promise<KillResponse> {
    const [session, ...more] = sessions;
    if (!session || more.length > 0) throw new Error("CancelSql takes one statement.");
    const { id } = session;
    try {
      const { requestId } = await this.connect().cancelSql(this.target.instance_id, id, { signal });
      return { refused: new Map(), unanswered: [], requestIds: requestId === undefined ? [] : [requestId] };
    } catch (error) {
      // MRS forgets statements after a while: another look tells.
      if (error instanceof NotFoundError && error.vendorCode !== NO_CLUSTER && !error.ambiguous) {
        return { refused: new Map(), unanswered: [id], requestIds: [] };
      }
      const isRefused =
        error instanceof RejectedError && error.vendorCode === CANCEL_FAILED && !error.ambiguous;
      if (!isRefused) throw error;
      const { vendorCode: code, vendorMessage, message, requestId } = error;
      const refusal = { message: printable(vendorMessage || message), code, requestId };
      return { refused: new Map([[id, refusal]]), unanswered: [], requestIds: requestId ? [requestId] : [] };
    }
  }
}
