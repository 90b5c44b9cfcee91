// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { LazyReference, onlySet, refuseUnknown, META } from '../binding-support';

// Configuration

export interface SessionDrainConfig extends cdktf.TerraformMetaArguments {
  /**
  * How long to kill after `grace_seconds`, in passes, as clients reconnect. It ends as soon as a list shows nobody.
  */
  readonly deadlineSeconds?: number;
  /**
  * Whether it is an error if sessions are left when `deadline_seconds` is over, or if nobody can tell: the resource then stays in the state, and what comes after it is not destroyed. With `false` it is a warning.
  */
  readonly failOnSurvivors?: boolean | cdktf.IResolvable;
  /**
  * How long sessions may leave by themselves before the first kill.
  */
  readonly graceSeconds?: number;
  /**
  * `true` drains **every** session but those of the system, `protected_users` and `exclude`.
  */
  readonly matchAll?: boolean | cdktf.IResolvable;
  /**
  * The most sessions that the whole drain may kill, each counted once: a client that reconnects is a new session. More are an error, and nothing more is killed. It is also an error if the list can't be read. A plan of the destroy warns.
  */
  readonly maxKills?: number;
  /**
  * Users whose sessions are never killed, besides the system's own accounts. Nobody waits for them either.
  */
  readonly protectedUsers?: string[];
  /**
  * exclude block
  */
  readonly exclude?: SessionDrainExclude;
  /**
  * match block
  */
  readonly match?: SessionDrainMatch;
  /**
  * target block
  */
  readonly target?: SessionDrainTarget;
  /**
  * timeouts block
  */
  readonly timeouts?: SessionDrainTimeouts;
}
export interface SessionDrainExclude {
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

export function sessionDrainExcludeToTerraform(struct?: SessionDrainExclude | cdktf.IResolvable): any {
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


export function sessionDrainExcludeToHclTerraform(struct?: SessionDrainExclude | cdktf.IResolvable): any {
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

export class SessionDrainExcludeOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SessionDrainExclude | cdktf.IResolvable | undefined {
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

  public set internalValue(value: SessionDrainExclude | cdktf.IResolvable | undefined) {
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
export interface SessionDrainMatch {
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

export function sessionDrainMatchToTerraform(struct?: SessionDrainMatch | cdktf.IResolvable): any {
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


export function sessionDrainMatchToHclTerraform(struct?: SessionDrainMatch | cdktf.IResolvable): any {
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

export class SessionDrainMatchOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SessionDrainMatch | cdktf.IResolvable | undefined {
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

  public set internalValue(value: SessionDrainMatch | cdktf.IResolvable | undefined) {
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
export interface SessionDrainTarget {
  /**
  * ClickHouse, enterprise edition: one computing group of the cluster. Default: all of them.
  */
  readonly computingGroupId?: string;
  /**
  * ClickHouse: `community` (default) or `enterprise`.
  */
  readonly edition?: string;
  /**
  * Id of the database instance; for ClickHouse of the cluster; for a MySQL server itself `host:port`.
  */
  readonly instanceId: string;
  /**
  * DBbrain: `mysql` (default) or `cynosdb`.
  */
  readonly product?: string;
  /**
  * Region of the instance. Default: that of the provider. A MySQL server itself has none.
  */
  readonly region?: string;
  /**
  * The service: `dbbrain`, `das`, `clickhouse`, `oceanbasepro`, `mysql`.
  */
  readonly service: string;
  /**
  * OceanBase: the tenant. Required there.
  */
  readonly tenantId?: string;
}

export function sessionDrainTargetToTerraform(struct?: SessionDrainTarget | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    computing_group_id: cdktf.stringToTerraform(struct!.computingGroupId),
    edition: cdktf.stringToTerraform(struct!.edition),
    instance_id: cdktf.stringToTerraform(struct!.instanceId),
    product: cdktf.stringToTerraform(struct!.product),
    region: cdktf.stringToTerraform(struct!.region),
    service: cdktf.stringToTerraform(struct!.service),
    tenant_id: cdktf.stringToTerraform(struct!.tenantId),
  })
}


export function sessionDrainTargetToHclTerraform(struct?: SessionDrainTarget | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    computing_group_id: {
      value: cdktf.stringToHclTerraform(struct!.computingGroupId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    edition: {
      value: cdktf.stringToHclTerraform(struct!.edition),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    instance_id: {
      value: cdktf.stringToHclTerraform(struct!.instanceId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    product: {
      value: cdktf.stringToHclTerraform(struct!.product),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    region: {
      value: cdktf.stringToHclTerraform(struct!.region),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    service: {
      value: cdktf.stringToHclTerraform(struct!.service),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    tenant_id: {
      value: cdktf.stringToHclTerraform(struct!.tenantId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SessionDrainTargetOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SessionDrainTarget | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._computingGroupId !== undefined) {
      hasAnyValues = true;
      internalValueResult.computingGroupId = this._computingGroupId;
    }
    if (this._edition !== undefined) {
      hasAnyValues = true;
      internalValueResult.edition = this._edition;
    }
    if (this._instanceId !== undefined) {
      hasAnyValues = true;
      internalValueResult.instanceId = this._instanceId;
    }
    if (this._product !== undefined) {
      hasAnyValues = true;
      internalValueResult.product = this._product;
    }
    if (this._region !== undefined) {
      hasAnyValues = true;
      internalValueResult.region = this._region;
    }
    if (this._service !== undefined) {
      hasAnyValues = true;
      internalValueResult.service = this._service;
    }
    if (this._tenantId !== undefined) {
      hasAnyValues = true;
      internalValueResult.tenantId = this._tenantId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SessionDrainTarget | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._computingGroupId = undefined;
      this._edition = undefined;
      this._instanceId = undefined;
      this._product = undefined;
      this._region = undefined;
      this._service = undefined;
      this._tenantId = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._computingGroupId = value.computingGroupId;
      this._edition = value.edition;
      this._instanceId = value.instanceId;
      this._product = value.product;
      this._region = value.region;
      this._service = value.service;
      this._tenantId = value.tenantId;
    }
  }

  // computing_group_id - computed: false, optional: true, required: false
  private _computingGroupId?: string;
  public get computingGroupId() {
    return this.getStringAttribute('computing_group_id');
  }
  public set computingGroupId(value: string) {
    this._computingGroupId = value;
  }
  public resetComputingGroupId() {
    this._computingGroupId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get computingGroupIdInput() {
    return this._computingGroupId;
  }

  // edition - computed: false, optional: true, required: false
  private _edition?: string;
  public get edition() {
    return this.getStringAttribute('edition');
  }
  public set edition(value: string) {
    this._edition = value;
  }
  public resetEdition() {
    this._edition = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get editionInput() {
    return this._edition;
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

  // product - computed: false, optional: true, required: false
  private _product?: string;
  public get product() {
    return this.getStringAttribute('product');
  }
  public set product(value: string) {
    this._product = value;
  }
  public resetProduct() {
    this._product = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get productInput() {
    return this._product;
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

  // service - computed: false, optional: false, required: true
  private _service?: string;
  public get service() {
    return this.getStringAttribute('service');
  }
  public set service(value: string) {
    this._service = value;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceInput() {
    return this._service;
  }

  // tenant_id - computed: false, optional: true, required: false
  private _tenantId?: string;
  public get tenantId() {
    return this.getStringAttribute('tenant_id');
  }
  public set tenantId(value: string) {
    this._tenantId = value;
  }
  public resetTenantId() {
    this._tenantId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantIdInput() {
    return this._tenantId;
  }
}
export interface SessionDrainTimeouts {
  /**
  * How long delete may take, such as `30s` or `10m`. Default: `10m`.
  */
  readonly delete?: string;
}

export function sessionDrainTimeoutsToTerraform(struct?: SessionDrainTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    delete: cdktf.stringToTerraform(struct!.delete),
  })
}


export function sessionDrainTimeoutsToHclTerraform(struct?: SessionDrainTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    delete: {
      value: cdktf.stringToHclTerraform(struct!.delete),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SessionDrainTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SessionDrainTimeouts | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._delete !== undefined) {
      hasAnyValues = true;
      internalValueResult.delete = this._delete;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SessionDrainTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._delete = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._delete = value.delete;
    }
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
}

/**
* Represents a `dbkill_session_drain`
*/
export class SessionDrain extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill_session_drain";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a SessionDrain resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the SessionDrain to import
  * @param importFromId The id of the existing SessionDrain that should be imported.
  * @param provider? Optional instance of the provider where the SessionDrain to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill_session_drain", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill_session_drain` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options SessionDrainConfig = {}
  */
  public constructor(scope: Construct, id: string, config: SessionDrainConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'dbkill_session_drain',
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
    refuseUnknown(this, 'SessionDrain', config, { ...META, deadlineSeconds: true, failOnSurvivors: true, graceSeconds: true, matchAll: true, maxKills: true, protectedUsers: true, exclude: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true }, match: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true }, target: { computingGroupId: true, edition: true, instanceId: true, product: true, region: true, service: true, tenantId: true }, timeouts: { delete: true } });
    this._deadlineSeconds = config.deadlineSeconds;
    this._failOnSurvivors = config.failOnSurvivors;
    this._graceSeconds = config.graceSeconds;
    this._matchAll = config.matchAll;
    this._maxKills = config.maxKills;
    this._protectedUsers = config.protectedUsers;
    this._exclude.internalValue = config.exclude;
    this._match.internalValue = config.match;
    this._target.internalValue = config.target;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // deadline_seconds - computed: true, optional: true, required: false
  private _deadlineSeconds?: number;
  public get deadlineSeconds() {
    return this.getNumberAttribute('deadline_seconds');
  }
  public set deadlineSeconds(value: number) {
    this._deadlineSeconds = value;
  }
  public resetDeadlineSeconds() {
    this._deadlineSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deadlineSecondsInput() {
    return this._deadlineSeconds;
  }

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

  // grace_seconds - computed: true, optional: true, required: false
  private _graceSeconds?: number;
  public get graceSeconds() {
    return this.getNumberAttribute('grace_seconds');
  }
  public set graceSeconds(value: number) {
    this._graceSeconds = value;
  }
  public resetGraceSeconds() {
    this._graceSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get graceSecondsInput() {
    return this._graceSeconds;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
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

  // region - computed: true, optional: false, required: false
  public get region() {
    return this.getStringAttribute('region');
  }

  // exclude - computed: false, optional: true, required: false
  private readonly _exclude = new LazyReference(() => new SessionDrainExcludeOutputReference(this, "exclude"));
  public get exclude() {
    return this._exclude.reference;
  }
  public putExclude(value: SessionDrainExclude) {
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
  private readonly _match = new LazyReference(() => new SessionDrainMatchOutputReference(this, "match"));
  public get match() {
    return this._match.reference;
  }
  public putMatch(value: SessionDrainMatch) {
    this._match.internalValue = value;
  }
  public resetMatch() {
    this._match.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get matchInput() {
    return this._match.internalValue;
  }

  // target - computed: false, optional: true, required: false
  private readonly _target = new LazyReference(() => new SessionDrainTargetOutputReference(this, "target"));
  public get target() {
    return this._target.reference;
  }
  public putTarget(value: SessionDrainTarget) {
    this._target.internalValue = value;
  }
  public resetTarget() {
    this._target.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get targetInput() {
    return this._target.internalValue;
  }

  // timeouts - computed: false, optional: true, required: false
  private readonly _timeouts = new LazyReference(() => new SessionDrainTimeoutsOutputReference(this, "timeouts"));
  public get timeouts() {
    return this._timeouts.reference;
  }
  public putTimeouts(value: SessionDrainTimeouts) {
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
      deadline_seconds: cdktf.numberToTerraform(this._deadlineSeconds),
      fail_on_survivors: cdktf.booleanToTerraform(this._failOnSurvivors),
      grace_seconds: cdktf.numberToTerraform(this._graceSeconds),
      match_all: cdktf.booleanToTerraform(this._matchAll),
      max_kills: cdktf.numberToTerraform(this._maxKills),
      protected_users: cdktf.listMapper(cdktf.stringToTerraform, false)(this._protectedUsers),
      exclude: sessionDrainExcludeToTerraform(this._exclude.internalValue),
      match: sessionDrainMatchToTerraform(this._match.internalValue),
      target: sessionDrainTargetToTerraform(this._target.internalValue),
      timeouts: sessionDrainTimeoutsToTerraform(this._timeouts.internalValue),
    });
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      deadline_seconds: {
        value: cdktf.numberToHclTerraform(this._deadlineSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      fail_on_survivors: {
        value: cdktf.booleanToHclTerraform(this._failOnSurvivors),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      grace_seconds: {
        value: cdktf.numberToHclTerraform(this._graceSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
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
      exclude: {
        value: sessionDrainExcludeToHclTerraform(this._exclude.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SessionDrainExclude",
      },
      match: {
        value: sessionDrainMatchToHclTerraform(this._match.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SessionDrainMatch",
      },
      target: {
        value: sessionDrainTargetToHclTerraform(this._target.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SessionDrainTarget",
      },
      timeouts: {
        value: sessionDrainTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SessionDrainTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
