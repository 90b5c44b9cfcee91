// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { onlySet, refuseUnknown, META } from '../binding-support';

// Configuration

export interface DataDbkillHuaweiMrsSqlConfig extends cdktf.TerraformMetaArguments {
  /**
  * Id of the MRS cluster.
  */
  readonly clusterId: string;
  /**
  * Region of the cluster. Default: the provider's.
  */
  readonly region?: string;
  /**
  * The statement's id, such as `20190909_011820_00151_xxxxx`.
  */
  readonly sqlId: string;
}

/**
* Represents a `dbkill_huawei_mrs_sql`
*/
export class DataDbkillHuaweiMrsSql extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill_huawei_mrs_sql";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataDbkillHuaweiMrsSql resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataDbkillHuaweiMrsSql to import
  * @param importFromId The id of the existing DataDbkillHuaweiMrsSql that should be imported.
  * @param provider? Optional instance of the provider where the DataDbkillHuaweiMrsSql to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill_huawei_mrs_sql", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill_huawei_mrs_sql` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataDbkillHuaweiMrsSqlConfig
  */
  public constructor(scope: Construct, id: string, config: DataDbkillHuaweiMrsSqlConfig) {
    super(scope, id, {
      terraformResourceType: 'dbkill_huawei_mrs_sql',
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
    refuseUnknown(this, 'DataDbkillHuaweiMrsSql', config, { ...META, clusterId: true, region: true, sqlId: true });
    this._clusterId = config.clusterId;
    this._region = config.region;
    this._sqlId = config.sqlId;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // cluster_id - computed: false, optional: false, required: true
  private _clusterId?: string;
  public get clusterId() {
    return this.getStringAttribute('cluster_id');
  }
  public set clusterId(value: string) {
    this._clusterId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get clusterIdInput() {
    return this._clusterId;
  }

  // message - computed: true, optional: false, required: false
  public get message() {
    return this.getStringAttribute('message');
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

  // sql_id - computed: false, optional: false, required: true
  private _sqlId?: string;
  public get sqlId() {
    return this.getStringAttribute('sql_id');
  }
  public set sqlId(value: string) {
    this._sqlId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get sqlIdInput() {
    return this._sqlId;
  }

  // statement - computed: true, optional: false, required: false
  public get statement() {
    return this.getStringAttribute('statement');
  }

  // status - computed: true, optional: false, required: false
  public get status() {
    return this.getStringAttribute('status');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return onlySet({
      cluster_id: cdktf.stringToTerraform(this._clusterId),
      region: cdktf.stringToTerraform(this._region),
      sql_id: cdktf.stringToTerraform(this._sqlId),
    });
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      cluster_id: {
        value: cdktf.stringToHclTerraform(this._clusterId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      region: {
        value: cdktf.stringToHclTerraform(this._region),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      sql_id: {
        value: cdktf.stringToHclTerraform(this._sqlId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
