// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { LazyReference, onlySet, refuseUnknown, META } from '../binding-support';

// Configuration

export interface HuaweiDasKillTaskConfig extends cdktf.TerraformMetaArguments {
  /**
  * Whether a task that already runs, is equal to the declared one in every filter and belongs to no resource of this run is taken over, with a warning, instead of starting a second one.
  */
  readonly adoptExisting?: boolean | cdktf.IResolvable;
  /**
  * How long the task runs, in seconds. Default: until it is destroyed.
  */
  readonly durationSeconds?: number;
  /**
  * Id of the database instance, such as `bcfa975193f1402fa11a6d4fd6baf5fbin01`.
  */
  readonly instanceId: string;
  /**
  * Kill **every** session but those of the system. Excludes `match`.
  */
  readonly matchAll?: boolean | cdktf.IResolvable;
  /**
  * The plan fails where more sessions than this match at that moment, or where they can't be listed. It does not limit the task once it runs.
  */
  readonly maxKills?: number;
  /**
  * Region of the instance. Default: the provider's. A change moves the task.
  */
  readonly region?: string;
  /**
  * Whether a task that ended by its own time is planned again.
  */
  readonly renewOnExpiry?: boolean | cdktf.IResolvable;
  /**
  * Whether the instance's kill switch must be on. With the switch off a task kills nothing: a plan then warns and an apply fails. See `dbkill_huawei_das_kill_switch`.
  */
  readonly requireSwitch?: boolean | cdktf.IResolvable;
  /**
  * match block
  */
  readonly match?: HuaweiDasKillTaskMatch;
  /**
  * timeouts block
  */
  readonly timeouts?: HuaweiDasKillTaskTimeouts;
}
export interface HuaweiDasKillTaskMatch {
  /**
  * Process-list commands, in any case, such as `Query` or `Sleep`.
  */
  readonly commands?: string[];
  /**
  * Exact names of default databases.
  */
  readonly databases?: string[];
  /**
  * Client addresses, with `%` as wildcard. The port is ignored.
  */
  readonly hosts?: string[];
  /**
  * Take SQL comments out of the statement before it is compared. Default `false`.
  */
  readonly ignoreComments?: boolean | cdktf.IResolvable;
  /**
  * The statement holds all of these texts, in this order.
  */
  readonly infoKeywords?: string[];
  /**
  * The statement starts with this text.
  */
  readonly infoPrefix?: string;
  /**
  * RE2 pattern that occurs in the statement.
  */
  readonly infoRegex?: string;
  /**
  * At least this many whole seconds in the current state.
  */
  readonly minDurationSeconds?: number;
  /**
  * Its transaction has been open for at least this many whole seconds.
  */
  readonly minTransactionSeconds?: number;
  /**
  * Exact session states.
  */
  readonly states?: string[];
  /**
  * Exact user names.
  */
  readonly users?: string[];
}

export function huaweiDasKillTaskMatchToTerraform(struct?: HuaweiDasKillTaskMatch | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    commands: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.commands),
    databases: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.databases),
    hosts: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.hosts),
    ignore_comments: cdktf.booleanToTerraform(struct!.ignoreComments),
    info_keywords: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.infoKeywords),
    info_prefix: cdktf.stringToTerraform(struct!.infoPrefix),
    info_regex: cdktf.stringToTerraform(struct!.infoRegex),
    min_duration_seconds: cdktf.numberToTerraform(struct!.minDurationSeconds),
    min_transaction_seconds: cdktf.numberToTerraform(struct!.minTransactionSeconds),
    states: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.states),
    users: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.users),
  })
}


export function huaweiDasKillTaskMatchToHclTerraform(struct?: HuaweiDasKillTaskMatch | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    commands: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.commands),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    databases: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.databases),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    hosts: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.hosts),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    ignore_comments: {
      value: cdktf.booleanToHclTerraform(struct!.ignoreComments),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    info_keywords: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.infoKeywords),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    info_prefix: {
      value: cdktf.stringToHclTerraform(struct!.infoPrefix),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    info_regex: {
      value: cdktf.stringToHclTerraform(struct!.infoRegex),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    min_duration_seconds: {
      value: cdktf.numberToHclTerraform(struct!.minDurationSeconds),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    min_transaction_seconds: {
      value: cdktf.numberToHclTerraform(struct!.minTransactionSeconds),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    states: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.states),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    users: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.users),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class HuaweiDasKillTaskMatchOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): HuaweiDasKillTaskMatch | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._commands !== undefined) {
      hasAnyValues = true;
      internalValueResult.commands = this._commands;
    }
    if (this._databases !== undefined) {
      hasAnyValues = true;
      internalValueResult.databases = this._databases;
    }
    if (this._hosts !== undefined) {
      hasAnyValues = true;
      internalValueResult.hosts = this._hosts;
    }
    if (this._ignoreComments !== undefined) {
      hasAnyValues = true;
      internalValueResult.ignoreComments = this._ignoreComments;
    }
    if (this._infoKeywords !== undefined) {
      hasAnyValues = true;
      internalValueResult.infoKeywords = this._infoKeywords;
    }
    if (this._infoPrefix !== undefined) {
      hasAnyValues = true;
      internalValueResult.infoPrefix = this._infoPrefix;
    }
    if (this._infoRegex !== undefined) {
      hasAnyValues = true;
      internalValueResult.infoRegex = this._infoRegex;
    }
    if (this._minDurationSeconds !== undefined) {
      hasAnyValues = true;
      internalValueResult.minDurationSeconds = this._minDurationSeconds;
    }
    if (this._minTransactionSeconds !== undefined) {
      hasAnyValues = true;
      internalValueResult.minTransactionSeconds = this._minTransactionSeconds;
    }
    if (this._states !== undefined) {
      hasAnyValues = true;
      internalValueResult.states = this._states;
    }
    if (this._users !== undefined) {
      hasAnyValues = true;
      internalValueResult.users = this._users;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: HuaweiDasKillTaskMatch | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._commands = undefined;
      this._databases = undefined;
      this._hosts = undefined;
      this._ignoreComments = undefined;
      this._infoKeywords = undefined;
      this._infoPrefix = undefined;
      this._infoRegex = undefined;
      this._minDurationSeconds = undefined;
      this._minTransactionSeconds = undefined;
      this._states = undefined;
      this._users = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._commands = value.commands;
      this._databases = value.databases;
      this._hosts = value.hosts;
      this._ignoreComments = value.ignoreComments;
      this._infoKeywords = value.infoKeywords;
      this._infoPrefix = value.infoPrefix;
      this._infoRegex = value.infoRegex;
      this._minDurationSeconds = value.minDurationSeconds;
      this._minTransactionSeconds = value.minTransactionSeconds;
      this._states = value.states;
      this._users = value.users;
    }
  }

  // commands - computed: false, optional: true, required: false
  private _commands?: string[];
  public get commands() {
    return cdktf.Fn.tolist(this.getListAttribute('commands'));
  }
  public set commands(value: string[]) {
    this._commands = value;
  }
  public resetCommands() {
    this._commands = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get commandsInput() {
    return this._commands;
  }

  // databases - computed: false, optional: true, required: false
  private _databases?: string[];
  public get databases() {
    return cdktf.Fn.tolist(this.getListAttribute('databases'));
  }
  public set databases(value: string[]) {
    this._databases = value;
  }
  public resetDatabases() {
    this._databases = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get databasesInput() {
    return this._databases;
  }

  // hosts - computed: false, optional: true, required: false
  private _hosts?: string[];
  public get hosts() {
    return cdktf.Fn.tolist(this.getListAttribute('hosts'));
  }
  public set hosts(value: string[]) {
    this._hosts = value;
  }
  public resetHosts() {
    this._hosts = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get hostsInput() {
    return this._hosts;
  }

  // ignore_comments - computed: false, optional: true, required: false
  private _ignoreComments?: boolean | cdktf.IResolvable;
  public get ignoreComments() {
    return this.getBooleanAttribute('ignore_comments');
  }
  public set ignoreComments(value: boolean | cdktf.IResolvable) {
    this._ignoreComments = value;
  }
  public resetIgnoreComments() {
    this._ignoreComments = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get ignoreCommentsInput() {
    return this._ignoreComments;
  }

  // info_keywords - computed: false, optional: true, required: false
  private _infoKeywords?: string[];
  public get infoKeywords() {
    return this.getListAttribute('info_keywords');
  }
  public set infoKeywords(value: string[]) {
    this._infoKeywords = value;
  }
  public resetInfoKeywords() {
    this._infoKeywords = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get infoKeywordsInput() {
    return this._infoKeywords;
  }

  // info_prefix - computed: false, optional: true, required: false
  private _infoPrefix?: string;
  public get infoPrefix() {
    return this.getStringAttribute('info_prefix');
  }
  public set infoPrefix(value: string) {
    this._infoPrefix = value;
  }
  public resetInfoPrefix() {
    this._infoPrefix = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get infoPrefixInput() {
    return this._infoPrefix;
  }

  // info_regex - computed: false, optional: true, required: false
  private _infoRegex?: string;
  public get infoRegex() {
    return this.getStringAttribute('info_regex');
  }
  public set infoRegex(value: string) {
    this._infoRegex = value;
  }
  public resetInfoRegex() {
    this._infoRegex = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get infoRegexInput() {
    return this._infoRegex;
  }

  // min_duration_seconds - computed: false, optional: true, required: false
  private _minDurationSeconds?: number;
  public get minDurationSeconds() {
    return this.getNumberAttribute('min_duration_seconds');
  }
  public set minDurationSeconds(value: number) {
    this._minDurationSeconds = value;
  }
  public resetMinDurationSeconds() {
    this._minDurationSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get minDurationSecondsInput() {
    return this._minDurationSeconds;
  }

  // min_transaction_seconds - computed: false, optional: true, required: false
  private _minTransactionSeconds?: number;
  public get minTransactionSeconds() {
    return this.getNumberAttribute('min_transaction_seconds');
  }
  public set minTransactionSeconds(value: number) {
    this._minTransactionSeconds = value;
  }
  public resetMinTransactionSeconds() {
    this._minTransactionSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get minTransactionSecondsInput() {
    return this._minTransactionSeconds;
  }

  // states - computed: false, optional: true, required: false
  private _states?: string[];
  public get states() {
    return cdktf.Fn.tolist(this.getListAttribute('states'));
  }
  public set states(value: string[]) {
    this._states = value;
  }
  public resetStates() {
    this._states = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get statesInput() {
    return this._states;
  }

  // users - computed: false, optional: true, required: false
  private _users?: string[];
  public get users() {
    return cdktf.Fn.tolist(this.getListAttribute('users'));
  }
  public set users(value: string[]) {
    this._users = value;
  }
  public resetUsers() {
    this._users = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get usersInput() {
    return this._users;
  }
}
export interface HuaweiDasKillTaskTimeouts {
  /**
  * How long create may take, such as `30s` or `10m`. Default: `5m`.
  */
  readonly create?: string;
  /**
  * How long delete may take, such as `30s` or `10m`. Default: `5m`.
  */
  readonly delete?: string;
  /**
  * How long update may take, such as `30s` or `10m`. Default: `5m`.
  */
  readonly update?: string;
}

export function huaweiDasKillTaskTimeoutsToTerraform(struct?: HuaweiDasKillTaskTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    create: cdktf.stringToTerraform(struct!.create),
    delete: cdktf.stringToTerraform(struct!.delete),
    update: cdktf.stringToTerraform(struct!.update),
  })
}


export function huaweiDasKillTaskTimeoutsToHclTerraform(struct?: HuaweiDasKillTaskTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    create: {
      value: cdktf.stringToHclTerraform(struct!.create),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    delete: {
      value: cdktf.stringToHclTerraform(struct!.delete),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    update: {
      value: cdktf.stringToHclTerraform(struct!.update),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class HuaweiDasKillTaskTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): HuaweiDasKillTaskTimeouts | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._create !== undefined) {
      hasAnyValues = true;
      internalValueResult.create = this._create;
    }
    if (this._delete !== undefined) {
      hasAnyValues = true;
      internalValueResult.delete = this._delete;
    }
    if (this._update !== undefined) {
      hasAnyValues = true;
      internalValueResult.update = this._update;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: HuaweiDasKillTaskTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._create = undefined;
      this._delete = undefined;
      this._update = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._create = value.create;
      this._delete = value.delete;
      this._update = value.update;
    }
  }

  // create - computed: false, optional: true, required: false
  private _create?: string;
  public get create() {
    return this.getStringAttribute('create');
  }
  public set create(value: string) {
    this._create = value;
  }
  public resetCreate() {
    this._create = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get createInput() {
    return this._create;
  }

  // delete - computed: false, optional: true, required: false
  private _delete?: string;
  public get delete() {
    return this.getStringAttribute('delete');
  }
  public set delete(value: string) {
    this._delete = value;
  }
  public resetDelete() {
    this._delete = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deleteInput() {
    return this._delete;
  }

  // update - computed: false, optional: true, required: false
  private _update?: string;
  public get update() {
    return this.getStringAttribute('update');
  }
  public set update(value: string) {
    this._update = value;
  }
  public resetUpdate() {
    this._update = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get updateInput() {
    return this._update;
  }
}

/**
* Represents a `dbkill_huawei_das_kill_task`
*/
export class HuaweiDasKillTask extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill_huawei_das_kill_task";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a HuaweiDasKillTask resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the HuaweiDasKillTask to import
  * @param importFromId The id of the existing HuaweiDasKillTask that should be imported.
  * @param provider? Optional instance of the provider where the HuaweiDasKillTask to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill_huawei_das_kill_task", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill_huawei_das_kill_task` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options HuaweiDasKillTaskConfig
  */
  public constructor(scope: Construct, id: string, config: HuaweiDasKillTaskConfig) {
    super(scope, id, {
      terraformResourceType: 'dbkill_huawei_das_kill_task',
      terraformGeneratorMetadata: {
        providerName: 'dbkill',
        providerVersion: VERSION
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    refuseUnknown(this, 'HuaweiDasKillTask', config, { ...META, adoptExisting: true, durationSeconds: true, instanceId: true, matchAll: true, maxKills: true, region: true, renewOnExpiry: true, requireSwitch: true, match: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true }, timeouts: { create: true, delete: true, update: true } });
    this._adoptExisting = config.adoptExisting;
    this._durationSeconds = config.durationSeconds;
    this._instanceId = config.instanceId;
    this._matchAll = config.matchAll;
    this._maxKills = config.maxKills;
    this._region = config.region;
    this._renewOnExpiry = config.renewOnExpiry;
    this._requireSwitch = config.requireSwitch;
    this._match.internalValue = config.match;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // adopt_existing - computed: true, optional: true, required: false
  private _adoptExisting?: boolean | cdktf.IResolvable;
  public get adoptExisting() {
    return this.getBooleanAttribute('adopt_existing');
  }
  public set adoptExisting(value: boolean | cdktf.IResolvable) {
    this._adoptExisting = value;
  }
  public resetAdoptExisting() {
    this._adoptExisting = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get adoptExistingInput() {
    return this._adoptExisting;
  }

  // duration_seconds - computed: false, optional: true, required: false
  private _durationSeconds?: number;
  public get durationSeconds() {
    return this.getNumberAttribute('duration_seconds');
  }
  public set durationSeconds(value: number) {
    this._durationSeconds = value;
  }
  public resetDurationSeconds() {
    this._durationSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get durationSecondsInput() {
    return this._durationSeconds;
  }

  // ends_at - computed: true, optional: false, required: false
  public get endsAt() {
    return this.getStringAttribute('ends_at');
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // instance_id - computed: false, optional: false, required: true
  private _instanceId?: string;
  public get instanceId() {
    return this.getStringAttribute('instance_id');
  }
  public set instanceId(value: string) {
    this._instanceId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get instanceIdInput() {
    return this._instanceId;
  }

  // match_all - computed: true, optional: true, required: false
  private _matchAll?: boolean | cdktf.IResolvable;
  public get matchAll() {
    return this.getBooleanAttribute('match_all');
  }
  public set matchAll(value: boolean | cdktf.IResolvable) {
    this._matchAll = value;
  }
  public resetMatchAll() {
    this._matchAll = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get matchAllInput() {
    return this._matchAll;
  }

  // max_kills - computed: false, optional: true, required: false
  private _maxKills?: number;
  public get maxKills() {
    return this.getNumberAttribute('max_kills');
  }
  public set maxKills(value: number) {
    this._maxKills = value;
  }
  public resetMaxKills() {
    this._maxKills = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxKillsInput() {
    return this._maxKills;
  }

  // pending_start - computed: true, optional: false, required: false
  public get pendingStart() {
    return this.getStringAttribute('pending_start');
  }

  // project_id - computed: true, optional: false, required: false
  public get projectId() {
    return this.getStringAttribute('project_id');
  }

  // region - computed: true, optional: true, required: false
  private _region?: string;
  public get region() {
    return this.getStringAttribute('region');
  }
  public set region(value: string) {
    this._region = value;
  }
  public resetRegion() {
    this._region = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get regionInput() {
    return this._region;
  }

  // renew_on_expiry - computed: true, optional: true, required: false
  private _renewOnExpiry?: boolean | cdktf.IResolvable;
  public get renewOnExpiry() {
    return this.getBooleanAttribute('renew_on_expiry');
  }
  public set renewOnExpiry(value: boolean | cdktf.IResolvable) {
    this._renewOnExpiry = value;
  }
  public resetRenewOnExpiry() {
    this._renewOnExpiry = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get renewOnExpiryInput() {
    return this._renewOnExpiry;
  }

  // require_switch - computed: true, optional: true, required: false
  private _requireSwitch?: boolean | cdktf.IResolvable;
  public get requireSwitch() {
    return this.getBooleanAttribute('require_switch');
  }
  public set requireSwitch(value: boolean | cdktf.IResolvable) {
    this._requireSwitch = value;
  }
  public resetRequireSwitch() {
    this._requireSwitch = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requireSwitchInput() {
    return this._requireSwitch;
  }

  // started_at - computed: true, optional: false, required: false
  public get startedAt() {
    return this.getStringAttribute('started_at');
  }

  // status - computed: true, optional: false, required: false
  public get status() {
    return this.getStringAttribute('status');
  }

  // task_id - computed: true, optional: false, required: false
  public get taskId() {
    return this.getStringAttribute('task_id');
  }

  // match - computed: false, optional: true, required: false
  private readonly _match = new LazyReference(() => new HuaweiDasKillTaskMatchOutputReference(this, "match"));
  public get match() {
    return this._match.reference;
  }
  public putMatch(value: HuaweiDasKillTaskMatch) {
    this._match.internalValue = value;
  }
  public resetMatch() {
    this._match.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get matchInput() {
    return this._match.internalValue;
  }

  // timeouts - computed: false, optional: true, required: false
  private readonly _timeouts = new LazyReference(() => new HuaweiDasKillTaskTimeoutsOutputReference(this, "timeouts"));
  public get timeouts() {
    return this._timeouts.reference;
  }
  public putTimeouts(value: HuaweiDasKillTaskTimeouts) {
    this._timeouts.internalValue = value;
  }
  public resetTimeouts() {
    this._timeouts.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutsInput() {
    return this._timeouts.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return onlySet({
      adopt_existing: cdktf.booleanToTerraform(this._adoptExisting),
      duration_seconds: cdktf.numberToTerraform(this._durationSeconds),
      instance_id: cdktf.stringToTerraform(this._instanceId),
      match_all: cdktf.booleanToTerraform(this._matchAll),
      max_kills: cdktf.numberToTerraform(this._maxKills),
      region: cdktf.stringToTerraform(this._region),
      renew_on_expiry: cdktf.booleanToTerraform(this._renewOnExpiry),
      require_switch: cdktf.booleanToTerraform(this._requireSwitch),
      match: huaweiDasKillTaskMatchToTerraform(this._match.internalValue),
      timeouts: huaweiDasKillTaskTimeoutsToTerraform(this._timeouts.internalValue),
    });
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      adopt_existing: {
        value: cdktf.booleanToHclTerraform(this._adoptExisting),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      duration_seconds: {
        value: cdktf.numberToHclTerraform(this._durationSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      instance_id: {
        value: cdktf.stringToHclTerraform(this._instanceId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      match_all: {
        value: cdktf.booleanToHclTerraform(this._matchAll),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      max_kills: {
        value: cdktf.numberToHclTerraform(this._maxKills),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      region: {
        value: cdktf.stringToHclTerraform(this._region),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      renew_on_expiry: {
        value: cdktf.booleanToHclTerraform(this._renewOnExpiry),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      require_switch: {
        value: cdktf.booleanToHclTerraform(this._requireSwitch),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      match: {
        value: huaweiDasKillTaskMatchToHclTerraform(this._match.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "HuaweiDasKillTaskMatch",
      },
      timeouts: {
        value: huaweiDasKillTaskTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "HuaweiDasKillTaskTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
