import { AlibabaCloud } from "./alibaba";
import { HuaweiCloud } from "./huawei";
import { TencentCloud } from "./tencent";
import type { Vendor, VendorContext } from "./vendor";

/** Every cloud that is served. */
export function vendors(context: VendorContext): Vendor[] {
  return [new TencentCloud(context), new HuaweiCloud(context), new AlibabaCloud(context)];
}
