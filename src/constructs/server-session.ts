/** A session that is known by its server and its id, as OceanBase's are. */
export interface ServerSession {
  /** Address of the server that holds the session, as the process list has it, such as `10.0.0.5:2881`. */
  readonly server: string;
  /** The session's id: a decimal number of up to 64 bits, as text. */
  readonly id: string;
}
