import type { Instance } from "../core/world";
import type { RequestHead } from "./vendor";
import { POST_FIRST } from "./wire";

/** https://www.tencentcloud.com/document/product/213/6091, and the regions for finance. */
const TENCENT_REGIONS = new Set([
  "ap-bangkok",
  "ap-beijing",
  "ap-beijing-fsi",
  "ap-chengdu",
  "ap-chongqing",
  "ap-guangzhou",
  "ap-guangzhou-open",
  "ap-hongkong",
  "ap-jakarta",
  "ap-mumbai",
  "ap-nanjing",
  "ap-seoul",
  "ap-shanghai",
  "ap-shanghai-adc",
  "ap-shanghai-fsi",
  "ap-shenzhen",
  "ap-shenzhen-fsi",
  "ap-singapore",
  "ap-taipei",
  "ap-tokyo",
  "ap-xian-ec",
  "ap-zhongwei",
  "eu-frankfurt",
  "eu-moscow",
  "me-saudi-arabia",
  "na-ashburn",
  "na-siliconvalley",
  "na-toronto",
  "sa-saopaulo",
]);

/** https://www.alibabacloud.com/help/en/ecs/product-overview/regions-and-zones, and the regions for finance and government. */
const ALIBABA_REGIONS = new Set([
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "cn-beijing",
  "cn-beijing-finance-1",
  "cn-chengdu",
  "cn-fuzhou",
  "cn-guangzhou",
  "cn-hangzhou",
  "cn-hangzhou-finance",
  "cn-heyuan",
  "cn-hongkong",
  "cn-huhehaote",
  "cn-nanjing",
  "cn-north-2-gov-1",
  "cn-qingdao",
  "cn-shanghai",
  "cn-shanghai-finance-1",
  "cn-shenzhen",
  "cn-shenzhen-finance-1",
  "cn-wuhan-lr",
  "cn-wulanchabu",
  "cn-zhangjiakou",
  "cn-zhengzhou-jva",
  "cn-zhongwei",
  "eu-central-1",
  "eu-west-1",
  "me-central-1",
  "me-east-1",
  "na-south-1",
  "us-east-1",
  "us-southeast-1",
  "us-west-1",
]);

export function isTencentRegion(name: string): boolean {
  return TENCENT_REGIONS.has(name);
}

export function isAlibabaRegion(name: string): boolean {
  return ALIBABA_REGIONS.has(name);
}

const REGION = /^[a-z]{2}(-[a-z0-9]+)+$/;

/** The services' documents list no regions of Huawei's, so the form of a name is all that is checked. */
export function isHuaweiRegion(name: string): boolean {
  return REGION.test(name);
}

/**
 * The region in a service's own host name, such as `das.cn-north-4.myhuaweicloud.com` or `oceanbasepro-vpc.cn-hangzhou.aliyuncs.com`.
 * Undefined for any other host, such as 127.0.0.1.
 */
export function regionOfHost({ headers }: RequestHead, service: string): string | undefined {
  const [name, region = "", ...more] = (headers.host ?? "").toLowerCase().split(".");
  const isOwn = (name === service || name === `${service}-vpc`) && more.length > 0;
  return isOwn && REGION.test(region) ? region : undefined;
}

/** Whether a call that names this region, or none, finds an instance. */
export function isInRegion(instance: Instance, region: string | undefined): boolean {
  return region === undefined || instance.region === undefined || instance.region === region;
}

/**
 * Ends a vendor's not-found error with what the emulator's user can do about it.
 *
 * @param elsewhere the instance with this id, where it is in another region
 */
export function notFoundHint(elsewhere: Instance | undefined, region: string | undefined): string {
  if (elsewhere?.region === undefined || isInRegion(elsewhere, region)) return POST_FIRST;
  return `(Emulator: it was posted in ${elsewhere.region}, and this call is for ${region}.)`;
}
