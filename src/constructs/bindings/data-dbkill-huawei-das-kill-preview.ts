// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { LazyReference, onlySet, refuseUnknown, META } from '../binding-support';

// Configuration

export interface DataDbkillHuaweiDasKillPreviewConfig extends cdktf.TerraformMetaArguments {
  /**
  * Id of the database instance, such as `bcfa975193f1402fa11a6d4fd6baf5fbin01`.
  */
  readonly instanceId: string;
  /**
  * Preview a task that kills **every** session but those of the system. Excludes `match`.
  */
  readonly matchAll?: boolean | cdktf.IResolvable;
  /**
  * Region of the instance. Default: the provider's.
  */
  readonly region?: string;
  /**
  * match block
  */
  readonly match?: DataDbkillHuaweiDasKillPreviewMatch;
}
export interface DataDbkillHuaweiDasKillPreviewProcesses {
}

export function dataDbkillHuaweiDasKillPreviewProcessesToTerraform(struct?: DataDbkillHuaweiDasKillPreviewProcesses): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataDbkillHuaweiDasKillPreviewProcessesToHclTerraform(struct?: DataDbkillHuaweiDasKillPreviewProcesses): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataDbkillHuaweiDasKillPreviewProcessesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataDbkillHuaweiDasKillPreviewProcesses | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataDbkillHuaweiDasKillPreviewProcesses | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // user - computed: true, optional: false, required: false
  public get user() {
    return this.getStringAttribute('user');
  }

  // host - computed: true, optional: false, required: false
  public get host() {
    return this.getStringAttribute('host');
  }

  // db - computed: true, optional: false, required: false
  public get db() {
    return this.getStringAttribute('db');
  }

  // command - computed: true, optional: false, required: false
  public get command() {
    return this.getStringAttribute('command');
  }

  // sql_info - computed: true, optional: false, required: false
  public get sqlInfo() {
    return this.getStringAttribute('sql_info');
  }

  // state_duration - computed: true, optional: false, required: false
  public get stateDuration() {
    return this.getNumberAttribute('state_duration');
  }

  // state - computed: true, optional: false, required: false
  public get state() {
    return this.getStringAttribute('state');
  }
}

export class DataDbkillHuaweiDasKillPreviewProcessesList extends cdktf.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string, protected override wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataDbkillHuaweiDasKillPreviewProcessesOutputReference {
    return new DataDbkillHuaweiDasKillPreviewProcessesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface DataDbkillHuaweiDasKillPreviewMatch {
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

export function dataDbkillHuaweiDasKillPreviewMatchToTerraform(struct?: DataDbkillHuaweiDasKillPreviewMatch | cdktf.IResolvable): any {
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


export function dataDbkillHuaweiDasKillPreviewMatchToHclTerraform(struct?: DataDbkillHuaweiDasKillPreviewMatch | cdktf.IResolvable): any {
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

export class DataDbkillHuaweiDasKillPreviewMatchOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataDbkillHuaweiDasKillPreviewMatch | cdktf.IResolvable | undefined {
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

  public set internalValue(value: DataDbkillHuaweiDasKillPreviewMatch | cdktf.IResolvable | undefined) {
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

/**
* Represents a `dbkill_huawei_das_kill_preview`
*/
export class DataDbkillHuaweiDasKillPreview extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill_huawei_das_kill_preview";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataDbkillHuaweiDasKillPreview resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataDbkillHuaweiDasKillPreview to import
  * @param importFromId The id of the existing DataDbkillHuaweiDasKillPreview that should be imported.
  * @param provider? Optional instance of the provider where the DataDbkillHuaweiDasKillPreview to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill_huawei_das_kill_preview", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill_huawei_das_kill_preview` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataDbkillHuaweiDasKillPreviewConfig
  */
  public constructor(scope: Construct, id: string, config: DataDbkillHuaweiDasKillPreviewConfig) {
    super(scope, id, {
      terraformResourceType: 'dbkill_huawei_das_kill_preview',
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
    refuseUnknown(this, 'DataDbkillHuaweiDasKillPreview', config, { ...META, instanceId: true, matchAll: true, region: true, match: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true } });
    this._instanceId = config.instanceId;
    this._matchAll = config.matchAll;
    this._region = config.region;
    this._match.internalValue = config.match;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // data_sync_time - computed: true, optional: false, required: false
  public get dataSyncTime() {
    return this.getStringAttribute('data_sync_time');
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

  // match_all - computed: false, optional: true, required: false
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

  // processes - computed: true, optional: false, required: false
  private _processes = new DataDbkillHuaweiDasKillPreviewProcessesList(this, "processes", false);
  public get processes() {
    return this._processes;
  }

  // region - computed: false, optional: true, required: false
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

  // success - computed: true, optional: false, required: false
  public get success() {
    return this.getBooleanAttribute('success');
  }

  // total_count - computed: true, optional: false, required: false
  public get totalCount() {
    return this.getNumberAttribute('total_count');
  }

  // match - computed: false, optional: true, required: false
  private readonly _match = new LazyReference(() => new DataDbkillHuaweiDasKillPreviewMatchOutputReference(this, "match"));
  public get match() {
    return this._match.reference;
  }
  public putMatch(value: DataDbkillHuaweiDasKillPreviewMatch) {
    this._match.internalValue = value;
  }
  public resetMatch() {
    this._match.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get matchInput() {
    return this._match.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return onlySet({
      instance_id: cdktf.stringToTerraform(this._instanceId),
      match_all: cdktf.booleanToTerraform(this._matchAll),
      region: cdktf.stringToTerraform(this._region),
      match: dataDbkillHuaweiDasKillPreviewMatchToTerraform(this._match.internalValue),
    });
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
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
      region: {
        value: cdktf.stringToHclTerraform(this._region),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      match: {
        value: dataDbkillHuaweiDasKillPreviewMatchToHclTerraform(this._match.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "DataDbkillHuaweiDasKillPreviewMatch",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
