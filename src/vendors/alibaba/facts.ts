import type { CloudFacts } from "../../model";

/** Alibaba Cloud. */
export const alibabaFacts = {
  title: "Alibaba Cloud",
  permissions: "RAM actions",
  secretVariables: {
    secret_key: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    security_token: "ALIBABA_CLOUD_SECURITY_TOKEN",
  },
} as const satisfies CloudFacts;
