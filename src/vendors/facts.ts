import type { CloudFacts, ServiceFacts } from "../model";
import { clickhouseFacts } from "./alibaba/clickhouse/facts";
import { alibabaFacts } from "./alibaba/facts";
import { oceanbaseFacts } from "./alibaba/oceanbase/facts";
import { dasFacts } from "./huawei/das/facts";
import { huaweiFacts } from "./huawei/facts";
import { mrsFacts } from "./huawei/mrs/facts";
import { mysqlFacts, mysqlServerFacts } from "./sql/mysql/facts";
import { dbbrainFacts } from "./tencent/dbbrain/facts";
import { tencentFacts } from "./tencent/facts";

/**
 * Every cloud, by the name of its folder, its block of the provider and its types. A database server itself has no cloud: it is one
 * here by its own name, and has its folder in `sql`.
 */
export const CLOUD_FACTS = {
  tencent: tencentFacts,
  huawei: huaweiFacts,
  alibaba: alibabaFacts,
  mysql: mysqlServerFacts,
} as const satisfies Record<string, CloudFacts>;

export type CloudName = keyof typeof CLOUD_FACTS;

/** Every service that dbkill speaks to, with its facts: the registry for rules, constructs and docs. */
export const SERVICE_FACTS = {
  dbbrain: dbbrainFacts,
  das: dasFacts,
  mrs: mrsFacts,
  clickhouse: clickhouseFacts,
  oceanbasepro: oceanbaseFacts,
  mysql: mysqlFacts,
} as const satisfies Record<string, ServiceFacts & { readonly cloud: CloudName }>;

export type ServiceName = keyof typeof SERVICE_FACTS;

export const SERVICE_NAMES = Object.keys(SERVICE_FACTS) as ServiceName[];

/** The facts of a service by its name. @throws Error for a name that is not in the registry */
export function factsOf(service: string): ServiceFacts {
  if (!Object.hasOwn(SERVICE_FACTS, service)) throw new Error(`Unknown service ${JSON.stringify(service)}`);
  return SERVICE_FACTS[service as ServiceName];
}
