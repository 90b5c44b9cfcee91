/**
 * The shapes of the control interface: what tests and people write to the emulator and read from it.
 * Every time is RFC 3339 in UTC. Field names are those on the wire.
 */

/** The services whose shapes the control interface knows; `Health.services` has those that are served. */
export const SERVICE_NAMES = ["dbbrain", "das", "mrs", "clickhouse", "oceanbasepro"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** One row of a process list as an engine sees it now. Texts are empty where the vendor or MySQL has NULL. */
export interface Session {
  readonly id: string;
  readonly user: string;
  /** Client address, with its port where it has one. */
  readonly host: string;
  readonly database: string;
  readonly command: string;
  readonly state: string;
  /** Whole seconds in the current state; null where MySQL shows NULL, for a client that has yet to log in. */
  readonly duration_seconds: number | null;
  /** The statement. */
  readonly info: string;
  /** ClickHouse: the query's id. */
  readonly query_id?: string;
  /** OceanBase: the node that holds the session. */
  readonly server?: string;
  /** MRS: the statement's id. */
  readonly sql_id?: string;
}

/** A session to put on an instance. All fields are optional. */
export interface SessionInput {
  /** Assigned where absent. */
  id?: string;
  user?: string | null;
  host?: string | null;
  database?: string | null;
  /** Default `Query`. */
  command?: string | null;
  state?: string | null;
  /** Its age now, in seconds; it grows with the clock. Null: it has none, as MySQL shows a client that has yet to log in. Default 0. */
  duration_seconds?: number | null;
  info?: string | null;
  query_id?: string;
  server?: string;
  sql_id?: string;
  /** A kill is accepted and the session lives on. */
  unkillable?: boolean;
  /** The vendor refuses to kill it, with this message. */
  refuse?: string;
  /** A kill is accepted, and the session stays listed for this many seconds more. Default 0. */
  lingers_seconds?: number;
}

/** Body of `POST /_dbkill/sessions`. */
export interface SessionsInput {
  service: ServiceName;
  instance_id: string;
  /** Where the service has products; absent, it follows from the instance id's prefix. */
  product?: string;
  tenant_id?: string;
  edition?: string;
  /** A call that names another region does not find the instance. Absent: calls for any region find it. */
  region?: string;
  sessions: SessionInput[];
}

/** What a task or a listing chooses. Fields are ANDed, the values within one list ORed. */
export interface Match {
  users?: string[];
  /** Client addresses; `%` stands for any text, a session's port is ignored. */
  hosts?: string[];
  databases?: string[];
  /** Compared without case. */
  commands?: string[];
  info_prefix?: string;
  /** All of them, in this order. */
  info_keywords?: string[];
  min_duration_seconds?: number;
}

export interface InstanceState {
  service: ServiceName;
  instance_id: string;
  product?: string;
  tenant_id?: string;
  edition?: string;
  region?: string;
}

export type SessionStatus = "running" | "killed" | "finished";

export interface SessionState extends Session {
  service: ServiceName;
  instance_id: string;
  status: SessionStatus;
}

export type TaskStatus = "running" | "cancelled" | "expired";

export interface TaskState {
  service: ServiceName;
  instance_id: string;
  product?: string;
  id: string;
  status: TaskStatus;
  match: Match;
  created_at: string;
  /** Null: it runs until it is cancelled. */
  expires_at: string | null;
  /** Sessions that died by it. */
  kills: number;
}

/** A session that really died. A kill that was refused, or accepted and survived, is not one. */
export interface KillState {
  at: string;
  service: ServiceName;
  instance_id: string;
  /** `task:<id>`, or `api` for an immediate kill. */
  by: string;
  session: { id: string; user: string };
}

/** Response of `GET /_dbkill/state`. */
export interface State {
  now: string;
  instances: InstanceState[];
  sessions: SessionState[];
  tasks: TaskState[];
  kills: KillState[];
}

/** Query of `GET /_dbkill/state`. */
export interface StateQuery {
  service?: ServiceName;
  instance_id?: string;
}

export const FAULT_KINDS = [
  "refuse",
  "reset_before",
  "reset_after",
  "http_500",
  "http_503",
  "throttle",
  "malformed",
  "slow",
  "code",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Bad luck on demand: from the (`after`+1)-th matching call on, for `times` calls. */
export interface Fault {
  service: ServiceName;
  /** The API's own name; absent: every action of the service. */
  action?: string;
  kind: FaultKind;
  /** Absent: always. */
  times?: number;
  /** Default 0. */
  after?: number;
  /** Milliseconds before the response (or the reset); `slow` needs it. */
  delay_ms?: number;
  /** The vendor's error code; for `code` alone, which needs it. */
  code?: string;
}

/** One call to a vendor API, as `GET /_dbkill/requests` shows it. */
export interface LoggedRequest {
  at: string;
  service: ServiceName;
  /** Empty where the call named none. */
  action: string;
  /** Null where the call named none, or was cut before its body was read. */
  instance_id: string | null;
  /** Null where the connection was closed instead of a response. */
  http_status: number | null;
  error_code: string | null;
  request_id: string;
  /** As the call claims it, checked or not; null for an unsigned call. */
  access_key_id: string | null;
  fault: FaultKind | null;
}

/** Query of `GET /_dbkill/requests`. */
export interface RequestsQuery {
  service?: ServiceName;
  action?: string;
}

/** Response of `GET /_dbkill/health`. */
export interface Health {
  status: "ok";
  version: string;
  engine: "memory" | "mysql";
  /** The services that are really served. */
  services: ServiceName[];
}

/** A key pair that the emulator accepts; with `token`, only together with that STS token. */
export interface AccessKey {
  id: string;
  secret: string;
  token?: string;
}

/** A kill task to start from outside of the vendor's API, as somebody does in the vendor's console. */
export interface TaskInput {
  service: ServiceName;
  instance_id: string;
  product?: string;
  match: Match;
  /** Absent: it runs until it is cancelled. */
  duration_seconds?: number;
}

/** What a listener gets, in the order in which it happens. */
export type EmulatorEvent =
  | ({ readonly kind: "call" } & LoggedRequest)
  | ({ readonly kind: "kill" } & KillState)
  | ({
      readonly kind: "task";
      /** When it was noticed. */
      readonly at: string;
      readonly event: "started" | "cancelled" | "expired";
    } & TaskState)
  | { readonly kind: "refused"; readonly at: string; readonly code: string; readonly message: string };

/** A session to put on an instance, as its service completed it. */
export interface NewSession extends SessionInput {
  /** Seconds from now after which it ends by itself; absent: it lives until it is killed. */
  readonly lasts_seconds?: number;
}
