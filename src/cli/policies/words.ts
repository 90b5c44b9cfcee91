import type { DocumentContext } from "../../model/policy/parse";
import { CLICKHOUSE_EDITIONS } from "../../vendors/alibaba/clickhouse/facts";
import { factsOf, SERVICE_NAMES } from "../../vendors/facts";
import { DBBRAIN_PRODUCTS } from "../../vendors/tencent/dbbrain/facts";

/** What the reader of policy documents needs to know of the services. */
export const DOCUMENT_CONTEXT: DocumentContext = {
  services: SERVICE_NAMES,
  settings: { product: DBBRAIN_PRODUCTS, edition: CLICKHOUSE_EDITIONS },
  factsOf,
};
