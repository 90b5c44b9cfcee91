import { clickhouseApis } from "./alibaba/clickhouse";
import { AlibabaCloud } from "./alibaba/cloud";
import { oceanbaseApi } from "./alibaba/oceanbase";
import { HuaweiCloud } from "./huawei/cloud";
import { dasApi } from "./huawei/das";
import { mrsApi } from "./huawei/mrs";
import { TencentCloud } from "./tencent/cloud";
import { dbbrainApi } from "./tencent/dbbrain";
import type { Vendor, VendorContext } from "./vendor";

/** The registry of services: each cloud with what it serves. A new service is a file of its own and a name in this list. */
export function vendors(context: VendorContext): Vendor[] {
  return [
    new TencentCloud(context, [dbbrainApi]),
    new HuaweiCloud(context, [dasApi, mrsApi]),
    new AlibabaCloud(context, [...clickhouseApis, oceanbaseApi]),
  ];
}
