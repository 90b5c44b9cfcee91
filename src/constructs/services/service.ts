import type { IResolvable, TerraformDataSource, TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { ServiceFacts } from "../../model";
import type { KillScope } from "../../vendors/sql/mysql/facts";
import type { KillTarget } from "../kill-target";
import type { SessionFilter } from "../session-filter";
import { selectionAttributes } from "../session-selection";

/** What to do where a kill task that this state does not know already holds the database. */
export enum OnConflict {
  /** Fail, and say how to go on. Nothing is changed. */
  ERROR = "error",
  /** Cancel the task that is there, with a warning, and create this one. */
  REPLACE = "replace",
}

/** What becomes of a kill switch when its declaration is destroyed. */
export enum OnDestroy {
  /** Set it to the value that was found when it was created. */
  RESTORE = "restore",
  /** Leave it as it is. */
  LEAVE = "leave",
}

/** A session that is known by its server and its id, as OceanBase's are. */
export interface ServerSession {
  /** Address of the server that holds the session, as the process list has it, such as `10.0.0.5:2881`. */
  readonly server: string;
  /** The session's id: a decimal number of up to 64 bits, as text. */
  readonly id: string;
}

/** What a kill task is to do, in the units of the Terraform types. */
export interface KillTaskSettings extends TerraformMetaArguments {
  readonly filter: SessionFilter;
  readonly durationSeconds?: number;
  readonly renewOnExpiry?: boolean | IResolvable;
  readonly maxKills?: number;
  readonly onConflict?: OnConflict;
  readonly requireSwitch?: boolean | IResolvable;
  readonly adoptExisting?: boolean | IResolvable;
  readonly timeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
}

/** Which sessions to kill, once. */
export interface SessionKillSettings extends TerraformMetaArguments {
  readonly sessionIds?: readonly string[];
  readonly queryIds?: readonly string[];
  readonly sessions?: readonly ServerSession[] | IResolvable;
  readonly filter?: SessionFilter;
  readonly exclude?: SessionFilter;
  readonly maxKills?: number;
  readonly protectedUsers?: readonly string[];
  readonly verify?: boolean | IResolvable;
  readonly failOnSurvivors?: boolean | IResolvable;
  readonly triggers?: Readonly<Record<string, string>> | IResolvable;
  readonly recordHistory?: boolean | IResolvable;
  readonly kill?: KillScope;
  readonly timeouts?: { readonly create?: string; readonly update?: string };
}

/** Which statements to cancel, once. */
export interface SqlCancelSettings extends TerraformMetaArguments {
  readonly sqlIds: readonly string[];
  readonly triggers?: Readonly<Record<string, string>> | IResolvable;
  readonly verify?: boolean | IResolvable;
  readonly failOnSurvivors?: boolean | IResolvable;
  readonly timeouts?: { readonly create?: string; readonly update?: string };
}

/** Which sessions a preview is for. */
export interface KillPreviewSettings extends TerraformMetaArguments {
  readonly filter: SessionFilter;
}

/** Whether kill tasks are carried out. */
export interface KillSwitchSettings extends TerraformMetaArguments {
  readonly enabled: boolean | IResolvable;
  readonly onDestroy?: OnDestroy;
  readonly timeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
}

/** The place that a kill task takes up, where a vendor runs a limited number of them. */
export interface KillSlot {
  /** Names the place, without the instance. */
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

/** The properties that a service does not take although the construct has them: what to do instead. */
export type Refusals<P extends string> = Readonly<Partial<Record<P, string>>>;

/** Makes the Terraform resource (or data source) of a construct. */
export type Make<Settings, Made = TerraformResource> = (
  scope: Construct,
  id: string,
  target: KillTarget,
  settings: Settings,
) => Made;

/** Kill tasks that the vendor carries out. */
export interface KillTaskService {
  readonly make: Make<KillTaskSettings>;
  readonly refuses: Refusals<"requireSwitch" | "adoptExisting">;
  /** The place that a task takes up. */
  slot(target: KillTarget, settings: KillTaskSettings): KillSlot;
}

/** Kills of what runs now, once. */
export interface SessionKillService {
  readonly make: Make<SessionKillSettings>;
  readonly refuses: Refusals<"recordHistory" | "kill">;
}

/** What a service offers; or, in words, why it does not, and what to use instead. */
export type Offer<A> = A | string;

/** How one vendor's service turns declarations into Terraform types: the only place that knows its bindings. */
export interface Service {
  readonly facts: ServiceFacts;
  readonly killTask: Offer<KillTaskService>;
  readonly sessionKill: Offer<SessionKillService>;
  readonly sqlCancel: Offer<{ readonly make: Make<SqlCancelSettings> }>;
  readonly killPreview: Offer<{ readonly make: Make<KillPreviewSettings, TerraformDataSource> }>;
  readonly killSwitch: Offer<{ readonly make: Make<KillSwitchSettings> }>;
}

/** What services of one kind lack, and what to use instead. */
export const NOT_OFFERED = {
  killTask:
    "It kills what runs at the moment of the call, and has no standing tasks. Use SessionKill, with triggers to kill again.",
  sqlCancel: "SqlCancel is for statements of Huawei MRS. Use SessionKill.",
  killPreview:
    "Only Huawei DAS previews a kill. Use bindings.DataDbkillSessions with the target's toTarget() and the filter's toMatch(): it lists the sessions that match.",
  killSwitch: "Only Huawei DAS has a kill switch. Leave it out.",
  recordHistory: "Only Tencent DBbrain records kills. Remove recordHistory.",
  kill: "Only a MySQL server itself can end a query and leave its connection. Remove kill.",
} as const;

/** What the generated bindings of every session kill take, besides the target and the ids. */
export function selectionOf(settings: SessionKillSettings) {
  return {
    ...selectionAttributes(settings),
    // The generated type has no room for a reference, which works all the same.
    triggers: settings.triggers as Record<string, string> | undefined,
  };
}
