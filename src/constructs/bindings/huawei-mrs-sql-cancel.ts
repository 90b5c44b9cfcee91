// Generated from the provider's schema by `npm run bindings`. Do not edit.

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';
import { VERSION } from '../../version';
import { LazyReference, onlySet, refuseUnknown, META } from '../binding-support';

// Configuration

export interface HuaweiMrsSqlCancelConfig extends cdktf.TerraformMetaArguments {
  /**
  * Id of the MRS cluster.
  */
  readonly clusterId: string;
  /**
  * Whether a session that is still there after the kill, or of which nothing is known, is an error, so the next apply tries it again. With `false` it is a warning.
  */
  readonly failOnSurvivors?: boolean | cdktf.IResolvable;
  /**
  * Region of the cluster. Default: the provider's.
  */
  readonly region?: string;
  /**
  * Ids of the statements, such as `20190909_011820_00151_xxxxx`, each once. Submitting a statement returns its id. An empty list cancels nothing, and says so.
  */
  readonly sqlIds: string[];
  /**
  * Any values. A change of one kills again.
  */
  readonly triggers?: { [key: string]: string };
  /**
  * Whether to list again after the kill, until every session is gone or the operation's time is nearly over. With `false` an outcome reads `unknown` unless an answer was lost or the vendor refused.
  */
  readonly verify?: boolean | cdktf.IResolvable;
  /**
  * timeouts block
  */
  readonly timeouts?: HuaweiMrsSqlCancelTimeouts;
}
export interface HuaweiMrsSqlCancelResults {
}

export function huaweiMrsSqlCancelResultsToTerraform(struct?: HuaweiMrsSqlCancelResults): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function huaweiMrsSqlCancelResultsToHclTerraform(struct?: HuaweiMrsSqlCancelResults): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class HuaweiMrsSqlCancelResultsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): HuaweiMrsSqlCancelResults | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: HuaweiMrsSqlCancelResults | undefined) {
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

  // status_before - computed: true, optional: false, required: false
  public get statusBefore() {
    return this.getStringAttribute('status_before');
  }

  // status_after - computed: true, optional: false, required: false
  public get statusAfter() {
    return this.getStringAttribute('status_after');
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

export class HuaweiMrsSqlCancelResultsList extends cdktf.ComplexList {

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
  public get(index: number): HuaweiMrsSqlCancelResultsOutputReference {
    return new HuaweiMrsSqlCancelResultsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface HuaweiMrsSqlCancelTimeouts {
  /**
  * How long create may take, such as `30s` or `10m`. Default: `5m`.
  */
  readonly create?: string;
  /**
  * How long update may take, such as `30s` or `10m`. Default: `5m`.
  */
  readonly update?: string;
}

export function huaweiMrsSqlCancelTimeoutsToTerraform(struct?: HuaweiMrsSqlCancelTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return onlySet({
    create: cdktf.stringToTerraform(struct!.create),
    update: cdktf.stringToTerraform(struct!.update),
  })
}


export function huaweiMrsSqlCancelTimeoutsToHclTerraform(struct?: HuaweiMrsSqlCancelTimeouts | cdktf.IResolvable): any {
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

export class HuaweiMrsSqlCancelTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): HuaweiMrsSqlCancelTimeouts | cdktf.IResolvable | undefined {
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

  public set internalValue(value: HuaweiMrsSqlCancelTimeouts | cdktf.IResolvable | undefined) {
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
* Represents a `dbkill_huawei_mrs_sql_cancel`
*/
export class HuaweiMrsSqlCancel extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "dbkill_huawei_mrs_sql_cancel";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a HuaweiMrsSqlCancel resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the HuaweiMrsSqlCancel to import
  * @param importFromId The id of the existing HuaweiMrsSqlCancel that should be imported.
  * @param provider? Optional instance of the provider where the HuaweiMrsSqlCancel to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "dbkill_huawei_mrs_sql_cancel", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `dbkill_huawei_mrs_sql_cancel` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options HuaweiMrsSqlCancelConfig
  */
  public constructor(scope: Construct, id: string, config: HuaweiMrsSqlCancelConfig) {
    super(scope, id, {
      terraformResourceType: 'dbkill_huawei_mrs_sql_cancel',
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
    refuseUnknown(this, 'HuaweiMrsSqlCancel', config, { ...META, clusterId: true, failOnSurvivors: true, region: true, sqlIds: true, triggers: true, verify: true, timeouts: { create: true, update: true } });
    this._clusterId = config.clusterId;
    this._failOnSurvivors = config.failOnSurvivors;
    this._region = config.region;
    this._sqlIds = config.sqlIds;
    this._triggers = config.triggers;
    this._verify = config.verify;
    this._timeouts.internalValue = config.timeouts;
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

  // killed - computed: true, optional: false, required: false
  public get killed() {
    return this.getNumberAttribute('killed');
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

  // results - computed: true, optional: false, required: false
  private _results = new HuaweiMrsSqlCancelResultsList(this, "results", false);
  public get results() {
    return this._results;
  }

  // sql_ids - computed: false, optional: false, required: true
  private _sqlIds?: string[];
  public get sqlIds() {
    return this.getListAttribute('sql_ids');
  }
  public set sqlIds(value: string[]) {
    this._sqlIds = value;
  }
  // Temporarily expose input value. Use with caution.
  public get sqlIdsInput() {
    return this._sqlIds;
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

  // timeouts - computed: false, optional: true, required: false
  private readonly _timeouts = new LazyReference(() => new HuaweiMrsSqlCancelTimeoutsOutputReference(this, "timeouts"));
  public get timeouts() {
    return this._timeouts.reference;
  }
  public putTimeouts(value: HuaweiMrsSqlCancelTimeouts) {
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
      cluster_id: cdktf.stringToTerraform(this._clusterId),
      fail_on_survivors: cdktf.booleanToTerraform(this._failOnSurvivors),
      region: cdktf.stringToTerraform(this._region),
      sql_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(this._sqlIds),
      triggers: cdktf.hashMapper(cdktf.stringToTerraform)(this._triggers),
      verify: cdktf.booleanToTerraform(this._verify),
      timeouts: huaweiMrsSqlCancelTimeoutsToTerraform(this._timeouts.internalValue),
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
      fail_on_survivors: {
        value: cdktf.booleanToHclTerraform(this._failOnSurvivors),
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
      sql_ids: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._sqlIds),
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
      timeouts: {
        value: huaweiMrsSqlCancelTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "HuaweiMrsSqlCancelTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
