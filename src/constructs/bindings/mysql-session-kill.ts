// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { LazyReference, onlySet, refuseUnknown, META } from '../binding-support';

// Configuration

export interface MysqlSessionKillConfig extends cdktf.TerraformMetaArguments {
  /**
  * Whether a session that is still there after the kill, or of which nothing is known, is an error, so the next apply tries it again. With `false` it is a warning.
  */
  readonly failOnSurvivors?: boolean | cdktf.IResolvable;
  /**
  * Address of the server, such as `db.example.com:3306` or `[2001:db8::1]:3306`.
  */
  readonly instanceId: string;
  /**
  * What a kill ends: `connection`, or `query`, the statement that runs, after which the connection goes on. With `query`, connections that run nothing are never chosen. MariaDB kills the very statement that was listed; on MySQL the connection's next statement may be hit if the listed one ends at the same moment.
  */
  readonly kill?: string;
  /**
  * `true` kills **every** one of the sessions but those of the system, `protected_users` and `exclude`.
  */
  readonly matchAll?: boolean | cdktf.IResolvable;
  /**
  * The most sessions that may be killed. More are an error: in the plan, and again in the apply before anything is killed. It is also an error if the list can't be read.
  */
  readonly maxKills?: number;
  /**
  * Users whose sessions are never killed, besides the system's own accounts. Naming a session of theirs is an error.
  */
  readonly protectedUsers?: string[];
  /**
  * Ids of the sessions, as the list of sessions shows them, each once. May come from `dbkill_sessions`; an empty list kills nothing, and says so.
  */
  readonly sessionIds?: string[];
  /**
  * Any values. A change of one kills again.
  */
  readonly triggers?: { [key: string]: string };
  /**
  * Whether to list again after the kill, until every session is gone or the operation's time is nearly over. With `false` an outcome reads `unknown` unless an answer was lost or the vendor refused.
  */
  readonly verify?: boolean | cdktf.IResolvable;
  /**
  * exclude block
  */
  readonly exclude?: MysqlSessionKillExclude;
  /**
  * match block
  */
  readonly match?: MysqlSessionKillMatch;
  /**
  * timeouts block
  */
  readonly timeouts?: MysqlSessionKillTimeouts;
}
export interface MysqlSessionKillResults {
}

export function mysqlSessionKillResultsToTerraform(struct?: MysqlSessionKillResults): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function mysqlSessionKillResultsToHclTerraform(struct?: MysqlSessionKillResults): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class MysqlSessionKillResultsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): MysqlSessionKillResults | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: MysqlSessionKillResults | undefined) {
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

  // outcome - computed: true, optional: false, required: false
  public get outcome() {
    return this.getStringAttribute('outcome');
  }

  // message - computed: true, optional: false, required: false
  public get message() {
    return this.getStringAttribute('message');
  }
}

export class MysqlSessionKillResultsList extends cdktf.ComplexList {

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
  public get(index: number): MysqlSessionKillResultsOutputReference {
    return new MysqlSessionKillResultsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface MysqlSessionKillExclude {
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

export function mysqlSessionKillExcludeToTerraform(struct?: MysqlSessionKillExclude | cdktf.IResolvable): any {
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


export function mysqlSessionKillExcludeToHclTerraform(struct?: MysqlSessionKillExclude | cdktf.IResolvable): any {
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

export class MysqlSessionKillExcludeOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): MysqlSessionKillExclude | cdktf.IResolvable | undefined {
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

  public set internalValue(value: MysqlSessionKillExclude | cdktf.IResolvable | undefined) {
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
export interface MysqlSessionKillMatch {
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

export function mysqlSessionKillMatchToTerraform(struct?: MysqlSessionKillMatch | cdktf.IResolvable): any {
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


export function mysqlSessionKillMatchToHclTerraform(struct?: MysqlSessionKillMatch | cdktf.IResolvable): any {
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

export class MysqlSessionKillMatchOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): MysqlSessionKillMatch | cdktf.IResolvable | undefined {
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

  public set internalValue(value: MysqlSessionKillMatch | cdktf.IResolvable | undefined) {
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
export interface MysqlSessionKillTimeouts {
  /**
  * How long create may take, such as `30s` or `10m`. Default: `5m`.
  */
  readonly create?: string;
  /**
  * How long update may take, such as `30s` or `10m`. Default: `5m`.
  */
  readonly update?: string;
}

export function mysqlSessionKillTimeoutsToTerraform(struct?: MysqlSessionKillTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    create: cdktf.stringToTerraform(struct!.create),
    update: cdktf.stringToTerraform(struct!.update),
  })
}


export function mysqlSessionKillTimeoutsToHclTerraform(struct?: MysqlSessionKillTimeouts | cdktf.IResolvable): any {
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

export class MysqlSessionKillTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): MysqlSessionKillTimeouts | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._create !== undefined) {
      hasAnyValues = true;
      internalValueResult.create = this._create;
    }
    if (this._update !== undefined) {
      hasAnyValues = true;
      internalValueResult.update = this._update;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: MysqlSessionKillTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._create = undefined;
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
* Represents a `dbkill_mysql_session_kill`
*/
export class MysqlSessionKill extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill_mysql_session_kill";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a MysqlSessionKill resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the MysqlSessionKill to import
  * @param importFromId The id of the existing MysqlSessionKill that should be imported.
  * @param provider? Optional instance of the provider where the MysqlSessionKill to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill_mysql_session_kill", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill_mysql_session_kill` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options MysqlSessionKillConfig
  */
  public constructor(scope: Construct, id: string, config: MysqlSessionKillConfig) {
    super(scope, id, {
      terraformResourceType: 'dbkill_mysql_session_kill',
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
    refuseUnknown(this, 'MysqlSessionKill', config, { ...META, failOnSurvivors: true, instanceId: true, kill: true, matchAll: true, maxKills: true, protectedUsers: true, sessionIds: true, triggers: true, verify: true, exclude: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true }, match: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true }, timeouts: { create: true, update: true } });
    this._failOnSurvivors = config.failOnSurvivors;
    this._instanceId = config.instanceId;
    this._kill = config.kill;
    this._matchAll = config.matchAll;
    this._maxKills = config.maxKills;
    this._protectedUsers = config.protectedUsers;
    this._sessionIds = config.sessionIds;
    this._triggers = config.triggers;
    this._verify = config.verify;
    this._exclude.internalValue = config.exclude;
    this._match.internalValue = config.match;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // fail_on_survivors - computed: true, optional: true, required: false
  private _failOnSurvivors?: boolean | cdktf.IResolvable;
  public get failOnSurvivors() {
    return this.getBooleanAttribute('fail_on_survivors');
  }
  public set failOnSurvivors(value: boolean | cdktf.IResolvable) {
    this._failOnSurvivors = value;
  }
  public resetFailOnSurvivors() {
    this._failOnSurvivors = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get failOnSurvivorsInput() {
    return this._failOnSurvivors;
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

  // kill - computed: true, optional: true, required: false
  private _kill?: string;
  public get kill() {
    return this.getStringAttribute('kill');
  }
  public set kill(value: string) {
    this._kill = value;
  }
  public resetKill() {
    this._kill = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get killInput() {
    return this._kill;
  }

  // killed - computed: true, optional: false, required: false
  public get killed() {
    return this.getNumberAttribute('killed');
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

  // protected_users - computed: false, optional: true, required: false
  private _protectedUsers?: string[];
  public get protectedUsers() {
    return cdktf.Fn.tolist(this.getListAttribute('protected_users'));
  }
  public set protectedUsers(value: string[]) {
    this._protectedUsers = value;
  }
  public resetProtectedUsers() {
    this._protectedUsers = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protectedUsersInput() {
    return this._protectedUsers;
  }

  // results - computed: true, optional: false, required: false
  private _results = new MysqlSessionKillResultsList(this, "results", false);
  public get results() {
    return this._results;
  }

  // session_ids - computed: false, optional: true, required: false
  private _sessionIds?: string[];
  public get sessionIds() {
    return this.getListAttribute('session_ids');
  }
  public set sessionIds(value: string[]) {
    this._sessionIds = value;
  }
  public resetSessionIds() {
    this._sessionIds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sessionIdsInput() {
    return this._sessionIds;
  }

  // triggers - computed: false, optional: true, required: false
  private _triggers?: { [key: string]: string };
  public get triggers() {
    return this.getStringMapAttribute('triggers');
  }
  public set triggers(value: { [key: string]: string }) {
    this._triggers = value;
  }
  public resetTriggers() {
    this._triggers = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get triggersInput() {
    return this._triggers;
  }

  // verify - computed: true, optional: true, required: false
  private _verify?: boolean | cdktf.IResolvable;
  public get verify() {
    return this.getBooleanAttribute('verify');
  }
  public set verify(value: boolean | cdktf.IResolvable) {
    this._verify = value;
  }
  public resetVerify() {
    this._verify = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get verifyInput() {
    return this._verify;
  }

  // exclude - computed: false, optional: true, required: false
  private readonly _exclude = new LazyReference(() => new MysqlSessionKillExcludeOutputReference(this, "exclude"));
  public get exclude() {
    return this._exclude.reference;
  }
  public putExclude(value: MysqlSessionKillExclude) {
    this._exclude.internalValue = value;
  }
  public resetExclude() {
    this._exclude.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get excludeInput() {
    return this._exclude.internalValue;
  }

  // match - computed: false, optional: true, required: false
  private readonly _match = new LazyReference(() => new MysqlSessionKillMatchOutputReference(this, "match"));
  public get match() {
    return this._match.reference;
  }
  public putMatch(value: MysqlSessionKillMatch) {
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
  private readonly _timeouts = new LazyReference(() => new MysqlSessionKillTimeoutsOutputReference(this, "timeouts"));
  public get timeouts() {
    return this._timeouts.reference;
  }
  public putTimeouts(value: MysqlSessionKillTimeouts) {
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
      fail_on_survivors: cdktf.booleanToTerraform(this._failOnSurvivors),
      instance_id: cdktf.stringToTerraform(this._instanceId),
      kill: cdktf.stringToTerraform(this._kill),
      match_all: cdktf.booleanToTerraform(this._matchAll),
      max_kills: cdktf.numberToTerraform(this._maxKills),
      protected_users: cdktf.listMapper(cdktf.stringToTerraform, false)(this._protectedUsers),
      session_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(this._sessionIds),
      triggers: cdktf.hashMapper(cdktf.stringToTerraform)(this._triggers),
      verify: cdktf.booleanToTerraform(this._verify),
      exclude: mysqlSessionKillExcludeToTerraform(this._exclude.internalValue),
      match: mysqlSessionKillMatchToTerraform(this._match.internalValue),
      timeouts: mysqlSessionKillTimeoutsToTerraform(this._timeouts.internalValue),
    });
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      fail_on_survivors: {
        value: cdktf.booleanToHclTerraform(this._failOnSurvivors),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      instance_id: {
        value: cdktf.stringToHclTerraform(this._instanceId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      kill: {
        value: cdktf.stringToHclTerraform(this._kill),
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
      protected_users: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._protectedUsers),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      session_ids: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._sessionIds),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      triggers: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._triggers),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      verify: {
        value: cdktf.booleanToHclTerraform(this._verify),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      exclude: {
        value: mysqlSessionKillExcludeToHclTerraform(this._exclude.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "MysqlSessionKillExclude",
      },
      match: {
        value: mysqlSessionKillMatchToHclTerraform(this._match.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "MysqlSessionKillMatch",
      },
      timeouts: {
        value: mysqlSessionKillTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "MysqlSessionKillTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
