import type { TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { Service, Target } from "../../policy";
import type { OnConflict } from "../on-conflict";
import type { SessionFilter } from "../session-filter";

/** What a kill task is to do, in the units of the Terraform types. */
export interface KillTaskSettings extends TerraformMetaArguments {
  readonly filter: SessionFilter;
  readonly durationSeconds?: number;
  readonly renewOnExpiry?: boolean;
  readonly maxKills?: number;
  readonly onConflict?: OnConflict;
  readonly timeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
}

/** What every vendor's kill task resource tells of itself. */
export interface KillTaskResource extends TerraformResource {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** Which sessions to kill, once. */
export interface SessionKillSettings extends TerraformMetaArguments {
  readonly sessionIds: readonly string[];
  readonly triggers?: Readonly<Record<string, string>>;
  readonly recordHistory?: boolean;
  readonly timeouts?: { readonly create?: string; readonly update?: string };
}

/** The place that one kill task takes up, where a vendor runs a limited number of them. */
export interface KillSlot {
  /** Names the slot but for the instance. */
  readonly kind: string;
  /** The instance; may hold tokens. */
  readonly instanceId: string;
  /** For people. */
  readonly description: string;
}

/** How one vendor service turns a declaration into Terraform types: all that a construct needs to know of it. */
export interface TargetApi<
  K extends KillTaskResource = KillTaskResource,
  S extends TerraformResource = TerraformResource,
> {
  readonly service: Service;
  makeKillTask(scope: Construct, id: string, target: Target, settings: KillTaskSettings): K;
  makeSessionKill(scope: Construct, id: string, target: Target, settings: SessionKillSettings): S;
  /** The slot that a kill task takes up, which no other task of the app may. */
  killSlot(target: Target): KillSlot;
}
