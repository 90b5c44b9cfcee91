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
