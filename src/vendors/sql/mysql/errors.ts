import { printable } from "../../../model";
import {
  AbortedError,
  AuthenticationError,
  EndpointError,
  NetworkError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ServerError,
  ThrottledError,
  TimeoutError,
  type VendorError,
} from "../../shared/errors";
import { type DriverError, NO_TLS, TIMED_OUT } from "./driver";

/**
 * Numbers of the server's errors.
 * Sources: MySQL, "Server Error Message Reference"; MariaDB, "MariaDB Error Code Reference".
 */
export const ERRNO = {
  TOO_MANY_CONNECTIONS: 1040,
  ACCESS_DENIED: 1045,
  UNKNOWN_COMMAND: 1047,
  SERVER_SHUTDOWN: 1053,
  NO_SUCH_THREAD: 1094,
  KILL_DENIED: 1095,
  UNKNOWN_TABLE: 1109,
  HOST_BLOCKED: 1129,
  HOST_NOT_PRIVILEGED: 1130,
  TABLE_ACCESS_DENIED: 1142,
  NO_SUCH_TABLE: 1146,
  TOO_MANY_USER_CONNECTIONS: 1203,
  SPECIFIC_ACCESS_DENIED: 1227,
  NOT_SUPPORTED_YET: 1235,
  AUTH_MODE: 1251,
  UNSUPPORTED_PREPARED: 1295,
  QUERY_INTERRUPTED: 1317,
  TOO_MANY_PREPARED: 1461,
  PLUGIN_NOT_LOADED: 1524,
  ACCESS_DENIED_NO_PASSWORD: 1698,
  MUST_CHANGE_PASSWORD: 1820,
  PASSWORD_EXPIRED: 1862,
  CONNECTION_KILLED: 1927,
  NO_SUCH_QUERY: 1957,
  KILL_QUERY_DENIED: 1979,
  ACCOUNT_LOCKED: 3118,
  SECURE_TRANSPORT_REQUIRED: 3159,
  MARIADB_ACCOUNT_LOCKED: 4151,
  ACCESS_DENIED_FOR_TOO_MANY: 4168,
} as const;

/** The session or statement that a kill names does not exist: it ended. */
export const GONE: ReadonlySet<number> = new Set([ERRNO.NO_SUCH_THREAD, ERRNO.NO_SUCH_QUERY]);

/** The account may not kill this session. */
export const KILL_REFUSED: ReadonlySet<number> = new Set([
  ERRNO.KILL_DENIED,
  ERRNO.KILL_QUERY_DENIED,
  ERRNO.SPECIFIC_ACCESS_DENIED,
]);

/** The server, or a proxy in front of it, does not support prepared statements. */
export const UNPREPARED: ReadonlySet<number> = new Set([
  ERRNO.UNKNOWN_COMMAND,
  ERRNO.NOT_SUPPORTED_YET,
  ERRNO.UNSUPPORTED_PREPARED,
  ERRNO.TOO_MANY_PREPARED,
]);

const LOGIN: ReadonlySet<number> = new Set([
  ERRNO.ACCESS_DENIED,
  ERRNO.AUTH_MODE,
  ERRNO.PLUGIN_NOT_LOADED,
  ERRNO.ACCESS_DENIED_NO_PASSWORD,
  ERRNO.MUST_CHANGE_PASSWORD,
  ERRNO.PASSWORD_EXPIRED,
  ERRNO.ACCOUNT_LOCKED,
  ERRNO.MARIADB_ACCOUNT_LOCKED,
  ERRNO.ACCESS_DENIED_FOR_TOO_MANY,
]);

const PRIVILEGE: ReadonlySet<number> = new Set([
  ERRNO.KILL_DENIED,
  ERRNO.KILL_QUERY_DENIED,
  ERRNO.TABLE_ACCESS_DENIED,
  ERRNO.SPECIFIC_ACCESS_DENIED,
  ERRNO.HOST_BLOCKED,
  ERRNO.HOST_NOT_PRIVILEGED,
]);

const FULL: ReadonlySet<number> = new Set([ERRNO.TOO_MANY_CONNECTIONS, ERRNO.TOO_MANY_USER_CONNECTIONS]);

/** Somebody ended our own statement, or the server: whether it was carried out, it does not say. */
const CUT: ReadonlySet<number> = new Set([
  ERRNO.SERVER_SHUTDOWN,
  ERRNO.QUERY_INTERRUPTED,
  ERRNO.CONNECTION_KILLED,
]);

/** What was done when it failed. */
export interface Attempt {
  /** `List sessions` or `KILL`; `classify.ts` tells by it what only reads. */
  readonly action: string;
  /** For people: `host:port`. */
  readonly server: string;
  readonly user: string;
  /** Whether a statement may have reached the server. */
  readonly sent: boolean;
}

/** What a failure of the driver means. */
export function mysqlError(error: DriverError, attempt: Attempt): VendorError {
  return error.errno === undefined ? networkError(error, attempt) : serverError(error, error.errno, attempt);
}

/** The operation was stopped before a statement was sent. */
export function abortedBefore({ action, server }: Attempt): AbortedError {
  return new AbortedError(`${action} on ${server} was stopped before it was sent.`, {
    service: "mysql",
    action,
    remedy: "Run again. If it timed out, raise timeouts.",
  });
}

/** The server's own number, state and words. */
export function reasonOf({ errno, sqlState, code, message }: DriverError): string {
  const words = printable(message, 300);
  if (errno !== undefined) return `error ${errno} (${sqlState}): ${words}`;
  return code && !words.includes(code) && code !== TIMED_OUT ? `${code}: ${words}` : words;
}

function serverError(
  error: DriverError,
  errno: number,
  { action, server, user, sent }: Attempt,
): VendorError {
  const details = {
    service: "mysql",
    action,
    vendorCode: `${errno} (${error.sqlState})`,
    vendorMessage: printable(error.message, 300),
  };
  const message = `${action} on ${server} failed: ${reasonOf(error)}.`.replace(/\.\.$/, ".");
  if (LOGIN.has(errno)) {
    return new AuthenticationError(message, {
      ...details,
      remedy: `Check user name and password, and that the account ${printable(user, 100)} may log in from this machine. dbkill does not repeat the login at once: servers lock accounts.`,
    });
  }
  if (errno === ERRNO.SECURE_TRANSPORT_REQUIRED) {
    return new EndpointError(message, {
      ...details,
      remedy: 'Set tls = "required" in the provider\'s mysql block.',
    });
  }
  if (PRIVILEGE.has(errno))
    return new PermissionError(message, { ...details, remedy: privilegeRemedy(errno, user) });
  if (GONE.has(errno))
    return new NotFoundError(message, { ...details, remedy: "Nothing has to be done: it ended." });
  if (FULL.has(errno)) {
    return new ThrottledError(message, {
      ...details,
      retryable: true,
      remedy:
        "Run again in a moment. To keep a place for administrators, use an account with CONNECTION_ADMIN: servers keep one connection for it.",
    });
  }
  if (CUT.has(errno)) {
    return new ServerError(message, {
      ...details,
      retryable: true,
      ambiguous: sent,
      remedy: "The statement may have been carried out. Run the operation again once the server works.",
    });
  }
  return new RejectedError(message, { ...details, remedy: "Read the server's own words in the message." });
}

function privilegeRemedy(errno: number, user: string): string {
  const account = printable(user, 100);
  if (errno === ERRNO.HOST_BLOCKED) return "On the server, run FLUSH HOSTS.";
  if (errno === ERRNO.HOST_NOT_PRIVILEGED)
    return `Create the account ${account} for the address of this machine.`;
  if (errno === ERRNO.TABLE_ACCESS_DENIED) return `Grant PROCESS to the account ${account}.`;
  return `To kill other users' sessions, the account ${account} needs CONNECTION_ADMIN (MySQL), CONNECTION ADMIN (MariaDB) or SUPER (older servers); on Amazon RDS and Aurora EXECUTE on mysql.rds_kill and mysql.rds_kill_query.`;
}

function networkError(error: DriverError, { action, server, sent }: Attempt): VendorError {
  const { code = "" } = error;
  const details = { service: "mysql", action, ambiguous: sent, retryable: true };
  const reason = reasonOf(error);
  if (code === NO_TLS) {
    return new EndpointError(`${server} offers no TLS, and without it nothing is sent to it.`, {
      service: "mysql",
      action,
      remedy:
        'Turn TLS on at the server. In a network where nobody can listen, set tls = "disabled" in the provider\'s mysql block.',
    });
  }
  if (code === "HANDSHAKE_SSL_ERROR") {
    return new NetworkError(
      `The certificate of ${server} was not accepted: ${reason.replace(/^\w+: /, "")}.`,
      {
        service: "mysql",
        action,
        remedy:
          "Check that the host of instance_id is the name in the certificate. For a private authority set ca_file in the provider's mysql block.",
      },
    );
  }
  if (code === TIMED_OUT || code === "ETIMEDOUT") {
    return new TimeoutError(`${action}: ${server} did not answer in time (${reason}).`, {
      ...details,
      remedy: sent
        ? "The statement may have been carried out. Run again, or raise request_timeout_seconds."
        : "Check the address, the network and the server's firewall.",
    });
  }
  if (sent) {
    return new NetworkError(
      `${action}: the connection to ${server} was lost before the answer (${reason}).`,
      {
        ...details,
        remedy: "The statement may have been carried out. Run the operation again once the server works.",
      },
    );
  }
  return new NetworkError(`${action}: no connection to ${server} was made (${reason}).`, {
    ...details,
    remedy:
      "Check that the address is right, that the server runs, and that it takes connections from this machine.",
  });
}
