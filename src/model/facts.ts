import type { FilterField } from "./filter";
import type { Session } from "./session";

/**
 * The short name of a service, as the vendor's own endpoint has it: `dbbrain`, `das`, `mrs`, `clickhouse`, `oceanbasepro`, `mysql`. The
 * list of them is the registry of facts in `vendors/`.
 */
export type Service = string;

/** How much of a filter field a vendor's kill task takes: a list of values, one value, or nothing. */
export type FieldSupport = "many" | "one" | "none";

/** What a vendor's standing kill task can express. */
export interface TaskFacts {
  /** The API's name, for messages. */
  readonly api: string;
  readonly fields: Readonly<Record<FilterField, FieldSupport>>;
  /** Fields that the API takes, but not together. */
  readonly exclusive: readonly (readonly [FilterField, FilterField])[];
  /** The text that joins the values of a list in the request, and so can't occur in a value. */
  readonly separators: Partial<Readonly<Record<FilterField, string>>>;
  /**
   * Fields whose values the vendor documents too little to prove that its task compares them as we do: several `info_keywords` may be
   * joined by OR, and `%` in `hosts` may stand for itself. A policy with such values is left to the runner; a declared kill task with them
   * is a warning.
   */
  readonly unclear?: ReadonlySet<"hosts" | "info_keywords">;
  /** How many tasks can run on one instance at a time. */
  readonly maxRunning: number;
  /** Whether the vendor lists its tasks. Where it does not, drift can't be seen and nothing can be imported. */
  readonly listed: boolean;
}

/** What a vendor's list of sessions tells. */
export interface ListFacts {
  /** The API's name, for messages. */
  readonly api: string;
  /**
   * The filter fields that a row answers. A filter on any other field would match nothing. `ignore_comments` is among them where the
   * statement is.
   */
  readonly fields: ReadonlySet<FilterField>;
  /**
   * Whether a row's host ends with a port (`10.0.0.7:51234`, `2001:db8::1:51234`). `never`: what follows the last colon of
   * an IPv6 address is its last group. `sometimes`: a port is taken off only where it can be nothing else.
   */
  readonly hostPort: "always" | "sometimes" | "never";
  /** A session younger than this, in seconds, may run without being listed. 0: every session is listed. */
  readonly unlistedSeconds: number;
}

/** How a vendor kills chosen sessions. */
export interface KillFacts {
  /** The API's name, for messages. */
  readonly api: string;
  /** The most ids that one request takes; longer lists are sent in pieces. */
  readonly maxIdsPerCall: number;
  /** Whether one call of the vendor kills everything that runs; else all listed sessions are killed by id. */
  readonly killsAll: boolean;
  /** Whether a kill ends the connection or only what it runs. */
  readonly ends: "connection" | "query";
  /** States and commands of a session that is ending after a kill, in lower case. Absent: the list does not show it. */
  readonly underWay?: { readonly commands: ReadonlySet<string>; readonly states: ReadonlySet<string> };
  /** Everything that a kill can be asked to end, where the service leaves the choice. Absent: {@link ends} alone. */
  readonly scopes?: readonly ("connection" | "query")[];
}

/** What a session's id looks like. */
export interface IdFacts {
  /** The name of the Terraform attribute that takes ids: `session_ids`, `query_ids`, `sessions`, `sql_ids`. */
  readonly attribute: string;
  /** A typical id. */
  readonly example: string;
  /** Why no kill is sent for this id, to follow it in a sentence ("has a comma"); undefined where it can be sent. */
  problemOf(id: string): string | undefined;
}

/** What a target may need beyond its id and its region. */
export const TARGET_SETTINGS = ["product", "tenant_id", "edition", "computing_group_id"] as const;
export type TargetSetting = (typeof TARGET_SETTINGS)[number];

/**
 * Everything about a service that is not an API call: what it can express, its limits, id rules, system accounts and commands.
 * Pure data, read by rules, resources, constructs and docs, so that each number and rule has one home.
 */
export interface ServiceFacts {
  readonly service: Service;
  /** The cloud that it belongs to, as the registry of clouds in `vendors/` and the provider's block name it. */
  readonly cloud: string;
  /** E.g. `Tencent DBbrain`. */
  readonly title: string;
  /** What its targets need beyond id and region, and whether they must have it. */
  readonly target?: Readonly<Partial<Record<TargetSetting, "optional" | "required">>>;
  /** The one spelling of an instance's id, where several name the same instance. */
  readonly canonicalId?: (instanceId: string) => string;
  /** Why this id is invalid, and what a valid one looks like, in sentences. Absent: any text is valid. */
  readonly instanceIdProblem?: (instanceId: string) => string | undefined;
  /** False: its targets are in no region. */
  readonly regional?: false;
  /** What the service calls its sessions. */
  readonly words: { readonly one: string; readonly many: string };
  readonly ids: IdFacts;
  /** Process-list commands that a filter can name, as the service spells them. */
  readonly commands: readonly string[];
  /** Accounts of the server and of the vendor: their sessions are never chosen. */
  readonly systemUsers: ReadonlySet<string>;
  /** Commands of the server's own threads, in lower case: their sessions are never chosen. */
  readonly systemCommands: ReadonlySet<string>;
  /** Absent: sessions can't be listed. */
  readonly list?: ListFacts;
  /** Absent: sessions can't be killed one by one. */
  readonly kill?: KillFacts;
  /** Absent: the service has no standing kill task. */
  readonly task?: TaskFacts;
  /** The permissions (CAM, IAM or RAM actions) that each of our operations needs. */
  readonly permissions: Readonly<Partial<Record<Operation, readonly string[]>>>;
  /** What the vendor's documents leave open about them, as a sentence for ours. */
  readonly permissionNotes?: Readonly<Partial<Record<Operation, string>>>;
}

/** What a key may be allowed to do. */
export type Operation = "list" | "kill" | "task" | "switch" | "history";

/** What the services of one cloud have in common, beyond calls. */
export interface CloudFacts {
  /** E.g. `Tencent Cloud`. */
  readonly title: string;
  /** What the cloud calls its permissions: `CAM actions`. */
  readonly permissions: string;
  /** The environment variables that hold a secret, by the attribute of the provider's block that they stand for. */
  readonly secretVariables: Readonly<Record<string, string>>;
}

/** The command as the service spells it, given in any case; undefined where it has no such command. */
export function canonicalCommand(name: string, facts: Pick<ServiceFacts, "commands">): string | undefined {
  const wanted = name.toLowerCase();
  return facts.commands.find((command) => command.toLowerCase() === wanted);
}

/** Whether a session is ending, as after a kill. A rollback that its client requested looks the same. */
export function isEnding(
  { command, state }: Pick<Session, "command" | "state">,
  { kill }: Pick<ServiceFacts, "kill">,
): boolean {
  const { commands, states } = kill?.underWay ?? {};
  return (
    commands?.has(command.trim().toLowerCase()) === true || states?.has(state.trim().toLowerCase()) === true
  );
}

/** Whether a session belongs to the server or the vendor and is never chosen. */
export function isSystemSession(
  session: Pick<Session, "user" | "command">,
  { systemUsers, systemCommands }: Pick<ServiceFacts, "systemUsers" | "systemCommands">,
): boolean {
  return systemUsers.has(session.user.trim()) || systemCommands.has(session.command.trim().toLowerCase());
}
