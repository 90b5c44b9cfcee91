import type { CloudFacts } from "../../model";

/** Tencent Cloud. */
export const tencentFacts = {
  title: "Tencent Cloud",
  permissions: "CAM actions",
  secretVariables: {
    secret_key: "TENCENTCLOUD_SECRET_KEY",
    security_token: "TENCENTCLOUD_SECURITY_TOKEN",
  },
} as const satisfies CloudFacts;
