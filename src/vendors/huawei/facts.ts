import type { CloudFacts } from "../../model";

/** Huawei Cloud. */
export const huaweiFacts = {
  title: "Huawei Cloud",
  permissions: "IAM actions",
  secretVariables: {
    secret_key: "HW_SECRET_KEY",
    security_token: "HW_SECURITY_TOKEN",
  },
} as const satisfies CloudFacts;
