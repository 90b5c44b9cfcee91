import { objectOf } from "../../shared/json";
import { type AlibabaResponse, malformed } from "../response";

/** The tenant that a call is for. */
export interface OceanbaseTenant {
  /** Id of the cluster, e.g. `ob317v4uif`. */
  readonly instanceId: string;
  /** Id of the tenant in it, e.g. `t4louaeei`. */
  readonly tenantId: string;
}

/** What names a session: its id has 64 bits, and is text for that. */
export interface OceanbaseSessionKey {
  /** Address of the server that the session is on, as the process list has it. */
  readonly server: string;
  /** A decimal integer. */
  readonly id: string;
}

/** One session of the process list. What the vendor leaves out is an empty text. */
export interface OceanbaseSession extends OceanbaseSessionKey {
  /** The session's id at the proxy, where it came through one. */
  readonly proxySessionId: string | null;
  readonly clientIp: string;
  readonly user: string;
  readonly database: string;
  /** E.g. `Query` or `Sleep`. */
  readonly command: string;
  /** E.g. `ACTIVE` or `SLEEP`. */
  readonly status: string;
  /** Seconds that the statement has run, or, where none runs, that the status has lasted. */
  readonly executeSeconds: number;
  /** The statement. */
  readonly sqlText: string;
  readonly tenantId: string | null;
}

/** What the vendor says became of one session that was to be killed. */
export interface OceanbaseKillResult extends OceanbaseSessionKey {
  /** The vendor's status, whose values it does not document. */
  readonly status: string | null;
  /** Why the session was not killed; null where nothing is said against it. */
  readonly errorMessage: string | null;
  /** False where the answer does not mention the session: nothing is known of it. */
  readonly answered: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads DescribeProcessStatsComposition.
 *
 * @see https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/api-oceanbasepro-2019-09-01-describeprocessstatscomposition
 */
export function readSessions({ Data }: AlibabaResponse): OceanbaseSession[] {
  const data = objectOf(Data);
  // Where there is no session the vendor may leave the list out, but not what it is in.
  const sessions = data && (data.AllProcessList ?? []);
  if (!Array.isArray(sessions)) throw odd("DescribeProcessStatsComposition", "has no AllProcessList");
  return sessions.map((item) => readSession(objectOf(item) ?? {}));
}

function readSession(row: Fields): OceanbaseSession {
  const id = sessionId(row.SessionId);
  const server = text(row, "ServerIp");
  const executeSeconds = Number(row.ExecuteTime ?? 0);
  if (id === undefined) throw oddRow("without a SessionId");
  if (server === "") throw oddRow("without a ServerIp");
  if (!Number.isFinite(executeSeconds)) throw oddRow("whose ExecuteTime is no number");
  return {
    id,
    proxySessionId: text(row, "ProxySessId") || null,
    server,
    clientIp: text(row, "ClientIp"),
    user: text(row, "User"),
    database: text(row, "Database"),
    command: text(row, "Command"),
    status: text(row, "Status"),
    executeSeconds,
    sqlText: text(row, "SqlText"),
    tenantId: text(row, "TenantId") || null,
  };
}

/**
 * Reads KillProcessList: one result for each session asked for. One that the answer does not mention is not answered; nothing is
 * said of it.
 *
 * @see https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/api-oceanbasepro-2019-09-01-killprocesslist
 */
export function readKillResults(
  asked: readonly OceanbaseSessionKey[],
  { Data }: AlibabaResponse,
): OceanbaseKillResult[] {
  const rows = Data ?? [];
  if (!Array.isArray(rows)) throw odd("KillProcessList", "has no list of results");
  const results = rows.map((item) => objectOf(item) ?? {});
  return asked.map(({ server, id }) => {
    const own = results.filter((row) => sessionId(row.SessionId) === id);
    const row = own.find(({ ServerIp }) => ServerIp === server) ?? withoutServer(own);
    if (!row) return { id, server, status: null, errorMessage: null, answered: false };
    const { Status, ErrorMessage } = row;
    return { id, server, status: said(Status), errorMessage: said(ErrorMessage), answered: true };
  });
}

/** A result that names no server is the one of the session with its id. */
function withoutServer(results: readonly Fields[]): Fields | undefined {
  return results.find(({ ServerIp }) => ServerIp === undefined || ServerIp === null || ServerIp === "");
}

/** An id as text, without the loss of a digit; undefined where it is none. */
function sessionId(value: unknown): string | undefined {
  const digits = typeof value === "string" ? value : numeral(value);
  return /^\d+$/.test(digits) ? digits : undefined;
}

function numeral(value: unknown): string {
  return typeof value === "bigint" || Number.isSafeInteger(value) ? String(value) : "";
}

function said(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : String(value);
}

/** A text, or a number as text; empty where there is none. */
function text(row: Fields, name: string): string {
  const value = row[name] ?? "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw oddRow(`whose ${name} is not text`);
}

function oddRow(how: string) {
  return odd("DescribeProcessStatsComposition", `has a row of AllProcessList ${how}`);
}

function odd(action: string, what: string) {
  return malformed({ service: "oceanbasepro", action }, undefined, what);
}
