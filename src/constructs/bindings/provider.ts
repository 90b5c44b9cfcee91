// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { onlySet } from '../private/binding-support';

// Configuration

export interface DbkillProviderConfig {
  /**
  * URL for every service.
  */
  readonly endpointUrl?: string;
  /**
  */
  readonly tencent?: DbkillProviderTencent;
  /**
  */
  readonly maxRetries?: number;
  /**
  */
  readonly requestTimeoutSeconds?: number;
  /**
  */
  readonly planPreview?: boolean | cdktf.IResolvable;
  /**
  * Alias name
  */
  readonly alias?: string;
}
export interface DbkillProviderTencent {
  /**
  */
  readonly region?: string;
  /**
  */
  readonly secretId?: string;
  /**
  */
  readonly secretKey?: string;
  /**
  */
  readonly securityToken?: string;
  /**
  */
  readonly endpointUrl?: string;
}

export function dbkillProviderTencentToTerraform(struct?: DbkillProviderTencent | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    region: cdktf.stringToTerraform(struct!.region),
    secret_id: cdktf.stringToTerraform(struct!.secretId),
    secret_key: cdktf.stringToTerraform(struct!.secretKey),
    security_token: cdktf.stringToTerraform(struct!.securityToken),
    endpoint_url: cdktf.stringToTerraform(struct!.endpointUrl),
  })
}


export function dbkillProviderTencentToHclTerraform(struct?: DbkillProviderTencent | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
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
    endpoint_url: {
      value: cdktf.stringToHclTerraform(struct!.endpointUrl),
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
    this._endpointUrl = config.endpointUrl;
    this._tencent = config.tencent;
    this._maxRetries = config.maxRetries;
    this._requestTimeoutSeconds = config.requestTimeoutSeconds;
    this._planPreview = config.planPreview;
    this._alias = config.alias;
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return onlySet({
      endpoint_url: cdktf.stringToTerraform(this._endpointUrl),
      tencent: dbkillProviderTencentToTerraform(this._tencent),
      max_retries: cdktf.numberToTerraform(this._maxRetries),
      request_timeout_seconds: cdktf.numberToTerraform(this._requestTimeoutSeconds),
      plan_preview: cdktf.booleanToTerraform(this._planPreview),
      alias: cdktf.stringToTerraform(this._alias),
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
      tencent: {
        value: dbkillProviderTencentToHclTerraform(this._tencent),
        isBlock: true,
        type: "struct",
        storageClassType: "DbkillProviderTencent",
      },
      max_retries: {
        value: cdktf.numberToHclTerraform(this._maxRetries),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      request_timeout_seconds: {
        value: cdktf.numberToHclTerraform(this._requestTimeoutSeconds),
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
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
