// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { onlySet, refuseUnknown } from '../binding-support';

// Configuration

export interface DbkillProviderConfig {
  /**
  * Address of the API, such as `http://127.0.0.1:4710` for the emulator. Plain http is accepted for loop-back addresses, and for hosts that `DBKILL_ALLOW_HTTP` names. For all services; also `DBKILL_ENDPOINT_URL`, or `DBKILL_ENDPOINT_URL_<SERVICE>` for one (`DBBRAIN`, `DAS`, `MRS`, `CLICKHOUSE`, `OCEANBASEPRO`).
  */
  readonly endpointUrl?: string;
  /**
  * How often a call is tried again where that is safe: after throttling, or where nothing can have been done. Kills are never repeated blindly. Default `6`.
  */
  readonly maxRetries?: number;
  /**
  * Whether a plan lists the sessions and warns which of them would be killed. `max_kills` is checked either way. Default `true`.
  */
  readonly planPreview?: boolean | cdktf.IResolvable;
  /**
  * How statements of sessions appear in plans, messages and state: `shown`, `hashed` (equal statements can be recognised) or `hidden`. Default `shown`.
  */
  readonly planStatements?: string;
  /**
  * How long one request may take, in seconds. Default `30`.
  */
  readonly requestTimeoutSeconds?: number;
  /**
  * Address of the runner (`dbkill enforce --listen`), such as `http://127.0.0.1:9464`. Separate the addresses of several shards with commas. Also `DBKILL_RUNNER_URL`. Terraform asks it at refresh and after apply which policies it enforces, and at which revision. Only confirmed policies have the status `enforced`.
  */
  readonly runnerUrl?: string;
  /**
  * Alias name
  */
  readonly alias?: string;
  /**
  * alibaba block
  */
  readonly alibaba?: DbkillProviderAlibaba;
  /**
  * huawei block
  */
  readonly huawei?: DbkillProviderHuawei;
  /**
  * mysql block
  */
  readonly mysql?: DbkillProviderMysql;
  /**
  * tencent block
  */
  readonly tencent?: DbkillProviderTencent;
}
export interface DbkillProviderAlibaba {
  /**
  * AccessKey id. Also `ALIBABA_CLOUD_ACCESS_KEY_ID`.
  */
  readonly accessKey?: string;
  /**
  * Address of the API, such as `http://127.0.0.1:4710` for the emulator. Plain http is accepted for loop-back addresses, and for hosts that `DBKILL_ALLOW_HTTP` names. For the services of Alibaba Cloud; takes precedence over the provider's own `endpoint_url`.
  */
  readonly endpointUrl?: string;
  /**
  * Region, such as `cn-hangzhou`. Also `ALIBABA_CLOUD_REGION`.
  */
  readonly region?: string;
  /**
  * AccessKey secret. Also `ALIBABA_CLOUD_ACCESS_KEY_SECRET`.
  */
  readonly secretKey?: string;
  /**
  * Token of temporary (STS) credentials. Also `ALIBABA_CLOUD_SECURITY_TOKEN`.
  */
  readonly securityToken?: string;
}

export function dbkillProviderAlibabaToTerraform(struct?: DbkillProviderAlibaba | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    access_key: cdktf.stringToTerraform(struct!.accessKey),
    endpoint_url: cdktf.stringToTerraform(struct!.endpointUrl),
    region: cdktf.stringToTerraform(struct!.region),
    secret_key: cdktf.stringToTerraform(struct!.secretKey),
    security_token: cdktf.stringToTerraform(struct!.securityToken),
  })
}


export function dbkillProviderAlibabaToHclTerraform(struct?: DbkillProviderAlibaba | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    access_key: {
      value: cdktf.stringToHclTerraform(struct!.accessKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    endpoint_url: {
      value: cdktf.stringToHclTerraform(struct!.endpointUrl),
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
    secret_key: {
      value: cdktf.stringToHclTerraform(struct!.secretKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    security_token: {
      value: cdktf.stringToHclTerraform(struct!.securityToken),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export interface DbkillProviderHuawei {
  /**
  * Access key (AK). Also `HW_ACCESS_KEY`.
  */
  readonly accessKey?: string;
  /**
  * Address of the API, such as `http://127.0.0.1:4710` for the emulator. Plain http is accepted for loop-back addresses, and for hosts that `DBKILL_ALLOW_HTTP` names. For the services of Huawei Cloud; takes precedence over the provider's own `endpoint_url`.
  */
  readonly endpointUrl?: string;
  /**
  * Id of the project in that region, as the console shows it under My Credentials. Also `HW_PROJECT_ID`.
  */
  readonly projectId?: string;
  /**
  * Region, such as `cn-north-4`. Also `HW_REGION_NAME`.
  */
  readonly region?: string;
  /**
  * Secret key (SK). Also `HW_SECRET_KEY`.
  */
  readonly secretKey?: string;
  /**
  * Token of a temporary key pair. Also `HW_SECURITY_TOKEN`.
  */
  readonly securityToken?: string;
}

export function dbkillProviderHuaweiToTerraform(struct?: DbkillProviderHuawei | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    access_key: cdktf.stringToTerraform(struct!.accessKey),
    endpoint_url: cdktf.stringToTerraform(struct!.endpointUrl),
    project_id: cdktf.stringToTerraform(struct!.projectId),
    region: cdktf.stringToTerraform(struct!.region),
    secret_key: cdktf.stringToTerraform(struct!.secretKey),
    security_token: cdktf.stringToTerraform(struct!.securityToken),
  })
}


export function dbkillProviderHuaweiToHclTerraform(struct?: DbkillProviderHuawei | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    access_key: {
      value: cdktf.stringToHclTerraform(struct!.accessKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    endpoint_url: {
      value: cdktf.stringToHclTerraform(struct!.endpointUrl),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    project_id: {
      value: cdktf.stringToHclTerraform(struct!.projectId),
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
    secret_key: {
      value: cdktf.stringToHclTerraform(struct!.secretKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    security_token: {
      value: cdktf.stringToHclTerraform(struct!.securityToken),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export interface DbkillProviderMysql {
  /**
  * PEM file with the certificates of the authorities that sign the servers' certificates, such as a cloud's bundle for its databases. Default: those that Node.js knows.
  */
  readonly caFile?: string;
  /**
  * Password of the account. Also `MYSQL_PWD`, which keeps it out of the code.
  */
  readonly password?: string;
  /**
  * `required`: nothing is sent without TLS, and the server's certificate must be valid for its host name. `preferred`: the same where the server offers TLS; where it does not, not encrypted. `disabled`: not encrypted. Default `required`; for a server on this machine `disabled`, unless `ca_file` is set.
  */
  readonly tls?: string;
  /**
  * Name of the account. Also `MYSQL_USER`.
  */
  readonly username?: string;
}

export function dbkillProviderMysqlToTerraform(struct?: DbkillProviderMysql | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    ca_file: cdktf.stringToTerraform(struct!.caFile),
    password: cdktf.stringToTerraform(struct!.password),
    tls: cdktf.stringToTerraform(struct!.tls),
    username: cdktf.stringToTerraform(struct!.username),
  })
}


export function dbkillProviderMysqlToHclTerraform(struct?: DbkillProviderMysql | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    ca_file: {
      value: cdktf.stringToHclTerraform(struct!.caFile),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    password: {
      value: cdktf.stringToHclTerraform(struct!.password),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    tls: {
      value: cdktf.stringToHclTerraform(struct!.tls),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    username: {
      value: cdktf.stringToHclTerraform(struct!.username),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export interface DbkillProviderTencent {
  /**
  * Address of the API, such as `http://127.0.0.1:4710` for the emulator. Plain http is accepted for loop-back addresses, and for hosts that `DBKILL_ALLOW_HTTP` names. For the services of Tencent Cloud; takes precedence over the provider's own `endpoint_url`.
  */
  readonly endpointUrl?: string;
  /**
  * Region, such as `ap-guangzhou`. Also `TENCENTCLOUD_REGION`.
  */
  readonly region?: string;
  /**
  * Id of the API key. Also `TENCENTCLOUD_SECRET_ID`.
  */
  readonly secretId?: string;
  /**
  * Secret of the API key. Also `TENCENTCLOUD_SECRET_KEY`.
  */
  readonly secretKey?: string;
  /**
  * Token of temporary (STS) credentials. Also `TENCENTCLOUD_SECURITY_TOKEN` or `TENCENTCLOUD_SESSION_TOKEN`.
  */
  readonly securityToken?: string;
}

export function dbkillProviderTencentToTerraform(struct?: DbkillProviderTencent | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    endpoint_url: cdktf.stringToTerraform(struct!.endpointUrl),
    region: cdktf.stringToTerraform(struct!.region),
    secret_id: cdktf.stringToTerraform(struct!.secretId),
    secret_key: cdktf.stringToTerraform(struct!.secretKey),
    security_token: cdktf.stringToTerraform(struct!.securityToken),
  })
}


export function dbkillProviderTencentToHclTerraform(struct?: DbkillProviderTencent | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    endpoint_url: {
      value: cdktf.stringToHclTerraform(struct!.endpointUrl),
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
    secret_id: {
      value: cdktf.stringToHclTerraform(struct!.secretId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    secret_key: {
      value: cdktf.stringToHclTerraform(struct!.secretKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    security_token: {
      value: cdktf.stringToHclTerraform(struct!.securityToken),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}


/**
* Represents a `dbkill`
*/
export class DbkillProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DbkillProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DbkillProvider to import
  * @param importFromId The id of the existing DbkillProvider that should be imported.
  * @param provider? Optional instance of the provider where the DbkillProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DbkillProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DbkillProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'dbkill',
      terraformGeneratorMetadata: {
        providerName: 'dbkill',
        providerVersion: VERSION
      },
      terraformProviderSource: 'registry.terraform.io/dbkill/dbkill'
    });
    refuseUnknown(this, 'DbkillProvider', config, { endpointUrl: true, maxRetries: true, planPreview: true, planStatements: true, requestTimeoutSeconds: true, runnerUrl: true, alias: true, alibaba: { accessKey: true, endpointUrl: true, region: true, secretKey: true, securityToken: true }, huawei: { accessKey: true, endpointUrl: true, projectId: true, region: true, secretKey: true, securityToken: true }, mysql: { caFile: true, password: true, tls: true, username: true }, tencent: { endpointUrl: true, region: true, secretId: true, secretKey: true, securityToken: true } });
    this._endpointUrl = config.endpointUrl;
    this._maxRetries = config.maxRetries;
    this._planPreview = config.planPreview;
    this._planStatements = config.planStatements;
    this._requestTimeoutSeconds = config.requestTimeoutSeconds;
    this._runnerUrl = config.runnerUrl;
    this._alias = config.alias;
    this._alibaba = config.alibaba;
    this._huawei = config.huawei;
    this._mysql = config.mysql;
    this._tencent = config.tencent;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // endpoint_url - computed: false, optional: true, required: false
  private _endpointUrl?: string;
  public get endpointUrl() {
    return this._endpointUrl;
  }
  public set endpointUrl(value: string | undefined) {
    this._endpointUrl = value;
  }
  public resetEndpointUrl() {
    this._endpointUrl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endpointUrlInput() {
    return this._endpointUrl;
  }

  // max_retries - computed: false, optional: true, required: false
  private _maxRetries?: number;
  public get maxRetries() {
    return this._maxRetries;
  }
  public set maxRetries(value: number | undefined) {
    this._maxRetries = value;
  }
  public resetMaxRetries() {
    this._maxRetries = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxRetriesInput() {
    return this._maxRetries;
  }

  // plan_preview - computed: false, optional: true, required: false
  private _planPreview?: boolean | cdktf.IResolvable;
  public get planPreview() {
    return this._planPreview;
  }
  public set planPreview(value: boolean | cdktf.IResolvable | undefined) {
    this._planPreview = value;
  }
  public resetPlanPreview() {
    this._planPreview = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get planPreviewInput() {
    return this._planPreview;
  }

  // plan_statements - computed: false, optional: true, required: false
  private _planStatements?: string;
  public get planStatements() {
    return this._planStatements;
  }
  public set planStatements(value: string | undefined) {
    this._planStatements = value;
  }
  public resetPlanStatements() {
    this._planStatements = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get planStatementsInput() {
    return this._planStatements;
  }

  // request_timeout_seconds - computed: false, optional: true, required: false
  private _requestTimeoutSeconds?: number;
  public get requestTimeoutSeconds() {
    return this._requestTimeoutSeconds;
  }
  public set requestTimeoutSeconds(value: number | undefined) {
    this._requestTimeoutSeconds = value;
  }
  public resetRequestTimeoutSeconds() {
    this._requestTimeoutSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requestTimeoutSecondsInput() {
    return this._requestTimeoutSeconds;
  }

  // runner_url - computed: false, optional: true, required: false
  private _runnerUrl?: string;
  public get runnerUrl() {
    return this._runnerUrl;
  }
  public set runnerUrl(value: string | undefined) {
    this._runnerUrl = value;
  }
  public resetRunnerUrl() {
    this._runnerUrl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get runnerUrlInput() {
    return this._runnerUrl;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string;
  public override get alias() {
    return this._alias;
  }
  public override set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // alibaba - computed: false, optional: true, required: false
  private _alibaba?: DbkillProviderAlibaba;
  public get alibaba() {
    return this._alibaba;
  }
  public set alibaba(value: DbkillProviderAlibaba | undefined) {
    this._alibaba = value;
  }
  public resetAlibaba() {
    this._alibaba = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get alibabaInput() {
    return this._alibaba;
  }

  // huawei - computed: false, optional: true, required: false
  private _huawei?: DbkillProviderHuawei;
  public get huawei() {
    return this._huawei;
  }
  public set huawei(value: DbkillProviderHuawei | undefined) {
    this._huawei = value;
  }
  public resetHuawei() {
    this._huawei = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get huaweiInput() {
    return this._huawei;
  }

  // mysql - computed: false, optional: true, required: false
  private _mysql?: DbkillProviderMysql;
  public get mysql() {
    return this._mysql;
  }
  public set mysql(value: DbkillProviderMysql | undefined) {
    this._mysql = value;
  }
  public resetMysql() {
    this._mysql = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get mysqlInput() {
    return this._mysql;
  }

  // tencent - computed: false, optional: true, required: false
  private _tencent?: DbkillProviderTencent;
  public get tencent() {
    return this._tencent;
  }
  public set tencent(value: DbkillProviderTencent | undefined) {
    this._tencent = value;
  }
  public resetTencent() {
    this._tencent = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tencentInput() {
    return this._tencent;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return onlySet({
      endpoint_url: cdktf.stringToTerraform(this._endpointUrl),
      max_retries: cdktf.numberToTerraform(this._maxRetries),
      plan_preview: cdktf.booleanToTerraform(this._planPreview),
      plan_statements: cdktf.stringToTerraform(this._planStatements),
      request_timeout_seconds: cdktf.numberToTerraform(this._requestTimeoutSeconds),
      runner_url: cdktf.stringToTerraform(this._runnerUrl),
      alias: cdktf.stringToTerraform(this._alias),
      alibaba: dbkillProviderAlibabaToTerraform(this._alibaba),
      huawei: dbkillProviderHuaweiToTerraform(this._huawei),
      mysql: dbkillProviderMysqlToTerraform(this._mysql),
      tencent: dbkillProviderTencentToTerraform(this._tencent),
    });
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      endpoint_url: {
        value: cdktf.stringToHclTerraform(this._endpointUrl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      max_retries: {
        value: cdktf.numberToHclTerraform(this._maxRetries),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      plan_preview: {
        value: cdktf.booleanToHclTerraform(this._planPreview),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      plan_statements: {
        value: cdktf.stringToHclTerraform(this._planStatements),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      request_timeout_seconds: {
        value: cdktf.numberToHclTerraform(this._requestTimeoutSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      runner_url: {
        value: cdktf.stringToHclTerraform(this._runnerUrl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      alibaba: {
        value: dbkillProviderAlibabaToHclTerraform(this._alibaba),
        isBlock: true,
        type: "struct",
        storageClassType: "DbkillProviderAlibaba",
      },
      huawei: {
        value: dbkillProviderHuaweiToHclTerraform(this._huawei),
        isBlock: true,
        type: "struct",
        storageClassType: "DbkillProviderHuawei",
      },
      mysql: {
        value: dbkillProviderMysqlToHclTerraform(this._mysql),
        isBlock: true,
        type: "struct",
        storageClassType: "DbkillProviderMysql",
      },
      tencent: {
        value: dbkillProviderTencentToHclTerraform(this._tencent),
        isBlock: true,
        type: "struct",
        storageClassType: "DbkillProviderTencent",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
