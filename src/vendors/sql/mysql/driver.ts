import type { ServerAddress } from "./address";

/** One row of an answer. Integers may come as text. */
export type Row = Readonly<Record<string, string | number | bigint | Date | null>>;

/** An open connection to a server: statements are carried out one after the other. */
export interface DriverConnection {
  /** False once the server or the network ended it. */
  readonly open: boolean;
  /**
   * @param values values for the statement's `?`, which never become part of its text. Absent: it has none
   * @throws DriverError
   */
  query(statement: string, timeoutMs: number, values?: readonly (string | number)[]): Promise<readonly Row[]>;
  /** Ends it at once. */
  destroy(): void;
}

/** What a connection is made of. */
export interface DriverOptions extends ServerAddress {
  readonly user: string;
  readonly password: string;
  /** Absent: not encrypted. `ca`: PEM of the authorities that are trusted; absent: the system's. */
  readonly tls?: { readonly ca?: string };
  readonly connectTimeoutMs: number;
}

export type Driver = (options: DriverOptions) => Promise<DriverConnection>;

/** Where a statement or a login failed. */
export interface DriverFailure {
  /** The server's own error number; absent where the server did not answer. */
  readonly errno?: number;
  readonly sqlState?: string;
  /** A code of Node.js or of the driver, such as `ECONNREFUSED`; absent where the server answered. */
  readonly code?: string;
}

/** What went wrong between the driver and the server. Its text is the server's own, or the network's. */
export class DriverError extends Error implements DriverFailure {
  override readonly name = "DriverError";
  readonly errno: number | undefined;
  readonly sqlState: string | undefined;
  readonly code: string | undefined;

  constructor(message: string, { errno, sqlState, code }: DriverFailure) {
    super(message);
    this.errno = errno;
    this.sqlState = sqlState;
    this.code = code;
  }
}

/** No answer came in time, and the connection was ended. */
export const TIMED_OUT = "DBKILL_TIMED_OUT";
/** The server offers no TLS: the driver's own code. */
export const NO_TLS = "HANDSHAKE_NO_SSL_SUPPORT";
