import type { IResolvable, TerraformDataSource, TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { Service, Target } from "../../model";
import type { OnConflict } from "../on-conflict";
import type { ServerSession } from "../server-session";
import type { SessionFilter } from "../session-filter";

/** What a kill task is to do, in the units of the Terraform types. */
export interface KillTaskSettings extends TerraformMetaArguments {
  readonly filter: SessionFilter;
  readonly durationSeconds?: number;
  readonly renewOnExpiry?: boolean;
  readonly maxKills?: number;
  readonly onConflict?: OnConflict;
  readonly requireSwitch?: boolean;
  readonly adoptExisting?: boolean;
  readonly timeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
}

/** How to choose sessions that are killed once: exactly one of these. */
export const SELECTORS = ["sessionIds", "sessions", "filter"] as const;
export type Selector = (typeof SELECTORS)[number];

/** Which sessions to kill, once. */
export interface SessionKillSettings extends TerraformMetaArguments {
  readonly sessionIds?: readonly string[];
  readonly sessions?: readonly ServerSession[] | IResolvable;
  readonly filter?: SessionFilter;
  readonly maxKills?: number;
  readonly protectedUsers?: readonly string[];
  readonly verify?: boolean;
  readonly failOnSurvivors?: boolean;
  readonly triggers?: Readonly<Record<string, string>>;
  readonly recordHistory?: boolean;
  readonly timeouts?: { readonly create?: string; readonly update?: string };
}

/** Which statements to cancel, once. */
export interface SqlCancelSettings extends TerraformMetaArguments {
  readonly sqlIds: readonly string[];
  readonly triggers?: Readonly<Record<string, string>>;
  readonly verify?: boolean;
  readonly timeouts?: { readonly create?: string; readonly update?: string };
}

/** Which sessions a preview is for. */
export interface KillPreviewSettings extends TerraformMetaArguments {
  readonly filter: SessionFilter;
}

/** The place that a kill task takes up, where a vendor runs a limited number of them. */
export interface KillSlot {
  /** Names the place but for the instance. */
  readonly kind: string;
  /** The instance; may hold tokens. */
  readonly instanceId: string;
  /** For people. */
  readonly description: string;
  /** How many tasks there is room for. */
  readonly room: number;
  /** What tells a task from the others there: no two may be equal in it. May hold tokens. Absent where there is room for one. */
  readonly task?: unknown;
}

/** What the ids of one kind look like. */
export interface IdRules {
  /** What one is, for messages. */
  readonly what: string;
  /** Every id that could be meant matches; what only the vendor's own rules exclude, a plan refuses. */
  readonly pattern: RegExp;
  /** How many can be given at once. */
  readonly most?: number;
  /** What to give instead of a wrong one, as a sentence. */
  readonly remedy: string;
}

/** The properties that an API can't take although the construct has them: why, and what to do instead. */
export type Refusals<P extends string> = Readonly<Partial<Record<P, string>>>;

/** Kill tasks that the vendor carries out. */
export interface KillTaskApi {
  make(scope: Construct, id: string, target: Target, settings: KillTaskSettings): TerraformResource;
  /** The attribute that tells when a task was started. */
  readonly startAttribute: string;
  /** The attribute that tells when a task ends. */
  readonly endAttribute: string;
  readonly refuses: Refusals<"requireSwitch" | "adoptExisting">;
  /** The place that a task takes up. */
  slot(target: Target, settings: KillTaskSettings): KillSlot;
}

/** Kills of what runs now, once. */
export interface SessionKillApi {
  make(scope: Construct, id: string, target: Target, settings: SessionKillSettings): TerraformResource;
  readonly refuses: Refusals<
    Selector | "maxKills" | "protectedUsers" | "verify" | "failOnSurvivors" | "recordHistory"
  >;
  /** What the ids of sessions look like, in `sessionIds` or within `sessions`. */
  readonly ids: IdRules;
  /** What is wrong by further rules of this API, each in a sentence or two. */
  problems?(settings: Pick<SessionKillSettings, Selector | "protectedUsers">): string[];
}

/** Cancels of chosen statements, once. */
export interface SqlCancelApi {
  make(scope: Construct, id: string, target: Target, settings: SqlCancelSettings): TerraformResource;
  readonly ids: IdRules;
}

/** The vendor's own preview of a kill task. */
export interface KillPreviewApi {
  make(scope: Construct, id: string, target: Target, settings: KillPreviewSettings): TerraformDataSource;
}

/** What a service offers; or, in words, why it does not, and what to use instead. */
export type Offer<A extends object> = A | string;

/** How one vendor service turns declarations into Terraform types: all that the constructs need to know of it. */
export interface TargetApi {
  readonly service: Service;
  /** For people. */
  readonly name: string;
  readonly killTask: Offer<KillTaskApi>;
  readonly sessionKill: Offer<SessionKillApi>;
  readonly sqlCancel: Offer<SqlCancelApi>;
  readonly killPreview: Offer<KillPreviewApi>;
  /** Why data `dbkill_sessions` can't list what runs there, and what to use instead. Absent where it can. */
  readonly unlistable?: string;
}
