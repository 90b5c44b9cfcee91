// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { LazyReference, onlySet, refuseUnknown, META } from '../binding-support';

// Configuration

export interface AutoKillPolicyConfig extends cdktf.TerraformMetaArguments {
  /**
  * What a kill ends: `connection`, `query`. Default: `connection` where the target's kill can end one.
  */
  readonly action?: string;
  /**
  * `false`: the policy stays declared, and nobody enforces it.
  */
  readonly enabled?: boolean | cdktf.IResolvable;
  /**
  * Who is to enforce it: `auto`, `vendor`, `runner`. `auto` takes the vendor's task where it means exactly the same, else the runner. With `vendor`, what its task can't express is an error.
  */
  readonly enforcement?: string;
  /**
  * From this time on it kills nothing (RFC 3339). Default: never.
  */
  readonly expiresAt?: string;
  /**
  * What makes a group for `victims`: `user`, `host`, `database`, `fingerprint`. `fingerprint`: statements that differ only in their values. Default: all are one group.
  */
  readonly groupBy?: string;
  /**
  * `true` means **every** session but those of the system, `protected_users` and `exclude`.
  */
  readonly matchAll?: boolean | cdktf.IResolvable;
  /**
  * A pass that would kill more sessions kills none, and a plan fails where more match at that moment. Default: no limit.
  */
  readonly maxKills?: number;
  /**
  * A pass that would make it more kills within an hour kills none. Default: no limit.
  */
  readonly maxKillsPerHour?: number;
  /**
  * `enforce`, `observe`: `observe` reports and never kills.
  */
  readonly mode?: string;
  /**
  * Names the policy in the audit and in metrics. Unique among the policies of a target.
  */
  readonly name: string;
  /**
  * Where a task that this state does not know holds the only place that the vendor has: `error`, or `replace` it.
  */
  readonly onConflict?: string;
  /**
  * Of two policies in the runner that choose one session, that with the higher number acts; of equal ones the first by name.
  */
  readonly priority?: number;
  /**
  * Whether sessions of migration and backup tools are protected: gh-ost, pt-online-schema-change, mysqldump, mydumper, XtraBackup and their like, by marks in their statements. A vendor's task does not know them: a plan warns where it would hit one.
  */
  readonly protectTools?: boolean | cdktf.IResolvable;
  /**
  * Users whose sessions no policy of this target kills in the runner, besides the system's own accounts, which are always protected.
  */
  readonly protectedUsers?: string[];
  /**
  * Why it exists; goes into the audit.
  */
  readonly reason?: string;
  /**
  * Which of the sessions that match are killed, within each group: `all`, `oldest`, `newest`, `all_but_oldest`. The oldest has been in its state for the longest time.
  */
  readonly victims?: string;
  /**
  * exclude block
  */
  readonly exclude?: AutoKillPolicyExclude;
  /**
  * match block
  */
  readonly match?: AutoKillPolicyMatch;
  /**
  * target block
  */
  readonly target?: AutoKillPolicyTarget;
  /**
  * timeouts block
  */
  readonly timeouts?: AutoKillPolicyTimeouts;
  /**
  * when block
  */
  readonly when?: AutoKillPolicyWhen;
  /**
  * window block
  */
  readonly window?: AutoKillPolicyWindow[] | cdktf.IResolvable;
}
export interface AutoKillPolicyExclude {
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

export function autoKillPolicyExcludeToTerraform(struct?: AutoKillPolicyExclude | cdktf.IResolvable): any {
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


export function autoKillPolicyExcludeToHclTerraform(struct?: AutoKillPolicyExclude | cdktf.IResolvable): any {
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

export class AutoKillPolicyExcludeOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AutoKillPolicyExclude | cdktf.IResolvable | undefined {
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

  public set internalValue(value: AutoKillPolicyExclude | cdktf.IResolvable | undefined) {
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
export interface AutoKillPolicyMatch {
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

export function autoKillPolicyMatchToTerraform(struct?: AutoKillPolicyMatch | cdktf.IResolvable): any {
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


export function autoKillPolicyMatchToHclTerraform(struct?: AutoKillPolicyMatch | cdktf.IResolvable): any {
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

export class AutoKillPolicyMatchOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AutoKillPolicyMatch | cdktf.IResolvable | undefined {
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

  public set internalValue(value: AutoKillPolicyMatch | cdktf.IResolvable | undefined) {
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
export interface AutoKillPolicyTarget {
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

export function autoKillPolicyTargetToTerraform(struct?: AutoKillPolicyTarget | cdktf.IResolvable): any {
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


export function autoKillPolicyTargetToHclTerraform(struct?: AutoKillPolicyTarget | cdktf.IResolvable): any {
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

export class AutoKillPolicyTargetOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AutoKillPolicyTarget | cdktf.IResolvable | undefined {
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

  public set internalValue(value: AutoKillPolicyTarget | cdktf.IResolvable | undefined) {
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
export interface AutoKillPolicyTimeouts {
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

export function autoKillPolicyTimeoutsToTerraform(struct?: AutoKillPolicyTimeouts | cdktf.IResolvable): any {
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


export function autoKillPolicyTimeoutsToHclTerraform(struct?: AutoKillPolicyTimeouts | cdktf.IResolvable): any {
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

export class AutoKillPolicyTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AutoKillPolicyTimeouts | cdktf.IResolvable | undefined {
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

  public set internalValue(value: AutoKillPolicyTimeouts | cdktf.IResolvable | undefined) {
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
export interface AutoKillPolicyWhen {
  /**
  * At least this many sessions of clients run something.
  */
  readonly activeSessionsAtLeast?: number;
  /**
  * The rest has held for this long without a break. Default: 0.
  */
  readonly forSeconds?: number;
  /**
  * At least this many sessions match.
  */
  readonly matchingAtLeast?: number;
}

export function autoKillPolicyWhenToTerraform(struct?: AutoKillPolicyWhen | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    active_sessions_at_least: cdktf.numberToTerraform(struct!.activeSessionsAtLeast),
    for_seconds: cdktf.numberToTerraform(struct!.forSeconds),
    matching_at_least: cdktf.numberToTerraform(struct!.matchingAtLeast),
  })
}


export function autoKillPolicyWhenToHclTerraform(struct?: AutoKillPolicyWhen | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    active_sessions_at_least: {
      value: cdktf.numberToHclTerraform(struct!.activeSessionsAtLeast),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    for_seconds: {
      value: cdktf.numberToHclTerraform(struct!.forSeconds),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    matching_at_least: {
      value: cdktf.numberToHclTerraform(struct!.matchingAtLeast),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AutoKillPolicyWhenOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AutoKillPolicyWhen | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._activeSessionsAtLeast !== undefined) {
      hasAnyValues = true;
      internalValueResult.activeSessionsAtLeast = this._activeSessionsAtLeast;
    }
    if (this._forSeconds !== undefined) {
      hasAnyValues = true;
      internalValueResult.forSeconds = this._forSeconds;
    }
    if (this._matchingAtLeast !== undefined) {
      hasAnyValues = true;
      internalValueResult.matchingAtLeast = this._matchingAtLeast;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AutoKillPolicyWhen | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._activeSessionsAtLeast = undefined;
      this._forSeconds = undefined;
      this._matchingAtLeast = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._activeSessionsAtLeast = value.activeSessionsAtLeast;
      this._forSeconds = value.forSeconds;
      this._matchingAtLeast = value.matchingAtLeast;
    }
  }

  // active_sessions_at_least - computed: false, optional: true, required: false
  private _activeSessionsAtLeast?: number;
  public get activeSessionsAtLeast() {
    return this.getNumberAttribute('active_sessions_at_least');
  }
  public set activeSessionsAtLeast(value: number) {
    this._activeSessionsAtLeast = value;
  }
  public resetActiveSessionsAtLeast() {
    this._activeSessionsAtLeast = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get activeSessionsAtLeastInput() {
    return this._activeSessionsAtLeast;
  }

  // for_seconds - computed: false, optional: true, required: false
  private _forSeconds?: number;
  public get forSeconds() {
    return this.getNumberAttribute('for_seconds');
  }
  public set forSeconds(value: number) {
    this._forSeconds = value;
  }
  public resetForSeconds() {
    this._forSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get forSecondsInput() {
    return this._forSeconds;
  }

  // matching_at_least - computed: false, optional: true, required: false
  private _matchingAtLeast?: number;
  public get matchingAtLeast() {
    return this.getNumberAttribute('matching_at_least');
  }
  public set matchingAtLeast(value: number) {
    this._matchingAtLeast = value;
  }
  public resetMatchingAtLeast() {
    this._matchingAtLeast = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get matchingAtLeastInput() {
    return this._matchingAtLeast;
  }
}
export interface AutoKillPolicyWindow {
  /**
  * Days on which it opens: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. Default: every day.
  */
  readonly days?: string[];
  /**
  * `HH:MM`, up to `24:00`; closed from this minute on. Not after `start`: on the next day.
  */
  readonly end: string;
  /**
  * `HH:MM`, from `00:00` to `23:59`.
  */
  readonly start: string;
  /**
  * IANA name, such as `Europe/Berlin`.
  */
  readonly timeZone: string;
}

export function autoKillPolicyWindowToTerraform(struct?: AutoKillPolicyWindow | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    days: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.days),
    end: cdktf.stringToTerraform(struct!.end),
    start: cdktf.stringToTerraform(struct!.start),
    time_zone: cdktf.stringToTerraform(struct!.timeZone),
  })
}


export function autoKillPolicyWindowToHclTerraform(struct?: AutoKillPolicyWindow | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    days: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.days),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    end: {
      value: cdktf.stringToHclTerraform(struct!.end),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    start: {
      value: cdktf.stringToHclTerraform(struct!.start),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    time_zone: {
      value: cdktf.stringToHclTerraform(struct!.timeZone),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AutoKillPolicyWindowOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): AutoKillPolicyWindow | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._days !== undefined) {
      hasAnyValues = true;
      internalValueResult.days = this._days;
    }
    if (this._end !== undefined) {
      hasAnyValues = true;
      internalValueResult.end = this._end;
    }
    if (this._start !== undefined) {
      hasAnyValues = true;
      internalValueResult.start = this._start;
    }
    if (this._timeZone !== undefined) {
      hasAnyValues = true;
      internalValueResult.timeZone = this._timeZone;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AutoKillPolicyWindow | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._days = undefined;
      this._end = undefined;
      this._start = undefined;
      this._timeZone = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._days = value.days;
      this._end = value.end;
      this._start = value.start;
      this._timeZone = value.timeZone;
    }
  }

  // days - computed: false, optional: true, required: false
  private _days?: string[];
  public get days() {
    return cdktf.Fn.tolist(this.getListAttribute('days'));
  }
  public set days(value: string[]) {
    this._days = value;
  }
  public resetDays() {
    this._days = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get daysInput() {
    return this._days;
  }

  // end - computed: false, optional: false, required: true
  private _end?: string;
  public get end() {
    return this.getStringAttribute('end');
  }
  public set end(value: string) {
    this._end = value;
  }
  // Temporarily expose input value. Use with caution.
  public get endInput() {
    return this._end;
  }

  // start - computed: false, optional: false, required: true
  private _start?: string;
  public get start() {
    return this.getStringAttribute('start');
  }
  public set start(value: string) {
    this._start = value;
  }
  // Temporarily expose input value. Use with caution.
  public get startInput() {
    return this._start;
  }

  // time_zone - computed: false, optional: false, required: true
  private _timeZone?: string;
  public get timeZone() {
    return this.getStringAttribute('time_zone');
  }
  public set timeZone(value: string) {
    this._timeZone = value;
  }
  // Temporarily expose input value. Use with caution.
  public get timeZoneInput() {
    return this._timeZone;
  }
}

export class AutoKillPolicyWindowList extends cdktf.ComplexList {
  public internalValue? : AutoKillPolicyWindow[] | cdktf.IResolvable

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
  public get(index: number): AutoKillPolicyWindowOutputReference {
    return new AutoKillPolicyWindowOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `dbkill_auto_kill_policy`
*/
export class AutoKillPolicy extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill_auto_kill_policy";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a AutoKillPolicy resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the AutoKillPolicy to import
  * @param importFromId The id of the existing AutoKillPolicy that should be imported.
  * @param provider? Optional instance of the provider where the AutoKillPolicy to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill_auto_kill_policy", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill_auto_kill_policy` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options AutoKillPolicyConfig
  */
  public constructor(scope: Construct, id: string, config: AutoKillPolicyConfig) {
    super(scope, id, {
      terraformResourceType: 'dbkill_auto_kill_policy',
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
    refuseUnknown(this, 'AutoKillPolicy', config, { ...META, action: true, enabled: true, enforcement: true, expiresAt: true, groupBy: true, matchAll: true, maxKills: true, maxKillsPerHour: true, mode: true, name: true, onConflict: true, priority: true, protectTools: true, protectedUsers: true, reason: true, victims: true, exclude: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true }, match: { commands: true, databases: true, hosts: true, ignoreComments: true, infoKeywords: true, infoPrefix: true, infoRegex: true, minDurationSeconds: true, minTransactionSeconds: true, states: true, users: true }, target: { computingGroupId: true, edition: true, instanceId: true, product: true, region: true, service: true, tenantId: true }, timeouts: { create: true, delete: true, update: true }, when: { activeSessionsAtLeast: true, forSeconds: true, matchingAtLeast: true }, window: { days: true, end: true, start: true, timeZone: true } });
    this._action = config.action;
    this._enabled = config.enabled;
    this._enforcement = config.enforcement;
    this._expiresAt = config.expiresAt;
    this._groupBy = config.groupBy;
    this._matchAll = config.matchAll;
    this._maxKills = config.maxKills;
    this._maxKillsPerHour = config.maxKillsPerHour;
    this._mode = config.mode;
    this._name = config.name;
    this._onConflict = config.onConflict;
    this._priority = config.priority;
    this._protectTools = config.protectTools;
    this._protectedUsers = config.protectedUsers;
    this._reason = config.reason;
    this._victims = config.victims;
    this._exclude.internalValue = config.exclude;
    this._match.internalValue = config.match;
    this._target.internalValue = config.target;
    this._timeouts.internalValue = config.timeouts;
    this._when.internalValue = config.when;
    this._window.internalValue = config.window;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // action - computed: false, optional: true, required: false
  private _action?: string;
  public get action() {
    return this.getStringAttribute('action');
  }
  public set action(value: string) {
    this._action = value;
  }
  public resetAction() {
    this._action = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get actionInput() {
    return this._action;
  }

  // document - computed: true, optional: false, required: false
  public get document() {
    return this.getStringAttribute('document');
  }

  // document_hash - computed: true, optional: false, required: false
  public get documentHash() {
    return this.getStringAttribute('document_hash');
  }

  // enabled - computed: true, optional: true, required: false
  private _enabled?: boolean | cdktf.IResolvable;
  public get enabled() {
    return this.getBooleanAttribute('enabled');
  }
  public set enabled(value: boolean | cdktf.IResolvable) {
    this._enabled = value;
  }
  public resetEnabled() {
    this._enabled = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get enabledInput() {
    return this._enabled;
  }

  // ends_at - computed: true, optional: false, required: false
  public get endsAt() {
    return this.getStringAttribute('ends_at');
  }

  // enforced_by - computed: true, optional: false, required: false
  public get enforcedBy() {
    return this.getStringAttribute('enforced_by');
  }

  // enforced_by_reason - computed: true, optional: false, required: false
  public get enforcedByReason() {
    return this.getStringAttribute('enforced_by_reason');
  }

  // enforcement - computed: true, optional: true, required: false
  private _enforcement?: string;
  public get enforcement() {
    return this.getStringAttribute('enforcement');
  }
  public set enforcement(value: string) {
    this._enforcement = value;
  }
  public resetEnforcement() {
    this._enforcement = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get enforcementInput() {
    return this._enforcement;
  }

  // expires_at - computed: false, optional: true, required: false
  private _expiresAt?: string;
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }
  public set expiresAt(value: string) {
    this._expiresAt = value;
  }
  public resetExpiresAt() {
    this._expiresAt = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get expiresAtInput() {
    return this._expiresAt;
  }

  // group_by - computed: false, optional: true, required: false
  private _groupBy?: string;
  public get groupBy() {
    return this.getStringAttribute('group_by');
  }
  public set groupBy(value: string) {
    this._groupBy = value;
  }
  public resetGroupBy() {
    this._groupBy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get groupByInput() {
    return this._groupBy;
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

  // max_kills_per_hour - computed: false, optional: true, required: false
  private _maxKillsPerHour?: number;
  public get maxKillsPerHour() {
    return this.getNumberAttribute('max_kills_per_hour');
  }
  public set maxKillsPerHour(value: number) {
    this._maxKillsPerHour = value;
  }
  public resetMaxKillsPerHour() {
    this._maxKillsPerHour = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxKillsPerHourInput() {
    return this._maxKillsPerHour;
  }

  // mode - computed: true, optional: true, required: false
  private _mode?: string;
  public get mode() {
    return this.getStringAttribute('mode');
  }
  public set mode(value: string) {
    this._mode = value;
  }
  public resetMode() {
    this._mode = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get modeInput() {
    return this._mode;
  }

  // name - computed: false, optional: false, required: true
  private _name?: string;
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // on_conflict - computed: true, optional: true, required: false
  private _onConflict?: string;
  public get onConflict() {
    return this.getStringAttribute('on_conflict');
  }
  public set onConflict(value: string) {
    this._onConflict = value;
  }
  public resetOnConflict() {
    this._onConflict = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onConflictInput() {
    return this._onConflict;
  }

  // pending_start - computed: true, optional: false, required: false
  public get pendingStart() {
    return this.getStringAttribute('pending_start');
  }

  // priority - computed: true, optional: true, required: false
  private _priority?: number;
  public get priority() {
    return this.getNumberAttribute('priority');
  }
  public set priority(value: number) {
    this._priority = value;
  }
  public resetPriority() {
    this._priority = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get priorityInput() {
    return this._priority;
  }

  // project_id - computed: true, optional: false, required: false
  public get projectId() {
    return this.getStringAttribute('project_id');
  }

  // protect_tools - computed: true, optional: true, required: false
  private _protectTools?: boolean | cdktf.IResolvable;
  public get protectTools() {
    return this.getBooleanAttribute('protect_tools');
  }
  public set protectTools(value: boolean | cdktf.IResolvable) {
    this._protectTools = value;
  }
  public resetProtectTools() {
    this._protectTools = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protectToolsInput() {
    return this._protectTools;
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

  // reason - computed: false, optional: true, required: false
  private _reason?: string;
  public get reason() {
    return this.getStringAttribute('reason');
  }
  public set reason(value: string) {
    this._reason = value;
  }
  public resetReason() {
    this._reason = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get reasonInput() {
    return this._reason;
  }

  // region - computed: true, optional: false, required: false
  public get region() {
    return this.getStringAttribute('region');
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

  // victims - computed: true, optional: true, required: false
  private _victims?: string;
  public get victims() {
    return this.getStringAttribute('victims');
  }
  public set victims(value: string) {
    this._victims = value;
  }
  public resetVictims() {
    this._victims = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get victimsInput() {
    return this._victims;
  }

  // exclude - computed: false, optional: true, required: false
  private readonly _exclude = new LazyReference(() => new AutoKillPolicyExcludeOutputReference(this, "exclude"));
  public get exclude() {
    return this._exclude.reference;
  }
  public putExclude(value: AutoKillPolicyExclude) {
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
  private readonly _match = new LazyReference(() => new AutoKillPolicyMatchOutputReference(this, "match"));
  public get match() {
    return this._match.reference;
  }
  public putMatch(value: AutoKillPolicyMatch) {
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
  private readonly _target = new LazyReference(() => new AutoKillPolicyTargetOutputReference(this, "target"));
  public get target() {
    return this._target.reference;
  }
  public putTarget(value: AutoKillPolicyTarget) {
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
  private readonly _timeouts = new LazyReference(() => new AutoKillPolicyTimeoutsOutputReference(this, "timeouts"));
  public get timeouts() {
    return this._timeouts.reference;
  }
  public putTimeouts(value: AutoKillPolicyTimeouts) {
    this._timeouts.internalValue = value;
  }
  public resetTimeouts() {
    this._timeouts.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutsInput() {
    return this._timeouts.internalValue;
  }

  // when - computed: false, optional: true, required: false
  private readonly _when = new LazyReference(() => new AutoKillPolicyWhenOutputReference(this, "when"));
  public get when() {
    return this._when.reference;
  }
  public putWhen(value: AutoKillPolicyWhen) {
    this._when.internalValue = value;
  }
  public resetWhen() {
    this._when.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get whenInput() {
    return this._when.internalValue;
  }

  // window - computed: false, optional: true, required: false
  private _window = new AutoKillPolicyWindowList(this, "window", false);
  public get window() {
    return this._window;
  }
  public putWindow(value: AutoKillPolicyWindow[] | cdktf.IResolvable) {
    this._window.internalValue = value;
  }
  public resetWindow() {
    this._window.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get windowInput() {
    return this._window.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return onlySet({
      action: cdktf.stringToTerraform(this._action),
      enabled: cdktf.booleanToTerraform(this._enabled),
      enforcement: cdktf.stringToTerraform(this._enforcement),
      expires_at: cdktf.stringToTerraform(this._expiresAt),
      group_by: cdktf.stringToTerraform(this._groupBy),
      match_all: cdktf.booleanToTerraform(this._matchAll),
      max_kills: cdktf.numberToTerraform(this._maxKills),
      max_kills_per_hour: cdktf.numberToTerraform(this._maxKillsPerHour),
      mode: cdktf.stringToTerraform(this._mode),
      name: cdktf.stringToTerraform(this._name),
      on_conflict: cdktf.stringToTerraform(this._onConflict),
      priority: cdktf.numberToTerraform(this._priority),
      protect_tools: cdktf.booleanToTerraform(this._protectTools),
      protected_users: cdktf.listMapper(cdktf.stringToTerraform, false)(this._protectedUsers),
      reason: cdktf.stringToTerraform(this._reason),
      victims: cdktf.stringToTerraform(this._victims),
      exclude: autoKillPolicyExcludeToTerraform(this._exclude.internalValue),
      match: autoKillPolicyMatchToTerraform(this._match.internalValue),
      target: autoKillPolicyTargetToTerraform(this._target.internalValue),
      timeouts: autoKillPolicyTimeoutsToTerraform(this._timeouts.internalValue),
      when: autoKillPolicyWhenToTerraform(this._when.internalValue),
      window: cdktf.listMapper(autoKillPolicyWindowToTerraform, true)(this._window.internalValue),
    });
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      action: {
        value: cdktf.stringToHclTerraform(this._action),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      enabled: {
        value: cdktf.booleanToHclTerraform(this._enabled),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      enforcement: {
        value: cdktf.stringToHclTerraform(this._enforcement),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      expires_at: {
        value: cdktf.stringToHclTerraform(this._expiresAt),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      group_by: {
        value: cdktf.stringToHclTerraform(this._groupBy),
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
      max_kills_per_hour: {
        value: cdktf.numberToHclTerraform(this._maxKillsPerHour),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      mode: {
        value: cdktf.stringToHclTerraform(this._mode),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      on_conflict: {
        value: cdktf.stringToHclTerraform(this._onConflict),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      priority: {
        value: cdktf.numberToHclTerraform(this._priority),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      protect_tools: {
        value: cdktf.booleanToHclTerraform(this._protectTools),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      protected_users: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._protectedUsers),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      reason: {
        value: cdktf.stringToHclTerraform(this._reason),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      victims: {
        value: cdktf.stringToHclTerraform(this._victims),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      exclude: {
        value: autoKillPolicyExcludeToHclTerraform(this._exclude.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AutoKillPolicyExclude",
      },
      match: {
        value: autoKillPolicyMatchToHclTerraform(this._match.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AutoKillPolicyMatch",
      },
      target: {
        value: autoKillPolicyTargetToHclTerraform(this._target.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AutoKillPolicyTarget",
      },
      timeouts: {
        value: autoKillPolicyTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AutoKillPolicyTimeouts",
      },
      when: {
        value: autoKillPolicyWhenToHclTerraform(this._when.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AutoKillPolicyWhen",
      },
      window: {
        value: cdktf.listMapperHcl(autoKillPolicyWindowToHclTerraform, true)(this._window.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "AutoKillPolicyWindowList",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
