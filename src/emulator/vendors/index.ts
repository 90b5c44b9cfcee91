import { AlibabaCloud } from "./alibaba/cloud";
import { HuaweiCloud } from "./huawei/cloud";
import { TencentCloud } from "./tencent/cloud";
import type { Vendor, VendorContext } from "./vendor";

/** Every cloud that is served. */
export function vendors(context: VendorContext): Vendor[] {
  return [new TencentCloud(context), new HuaweiCloud(context), new AlibabaCloud(context)];
}
