import { attr, type Planned, schema, validate } from "../framework";
import { DEFAULT_MAX_RETRIES, DEFAULT_REQUEST_TIMEOUT_MS } from "../vendors/http/defaults";

const endpointDescription =
  "Address of the API, such as `http://127.0.0.1:4710` for the emulator. Plain http is taken for loop-back addresses alone.";

/** The `provider "dbkill"` block. Only what a resource uses must be configured. */
export const providerSchema = schema({
  description: "Kill tasks for cloud databases, declared beside the databases they protect.",
  attributes: {
    endpoint_url: attr.string("optional", {
      description: `${endpointDescription} For all services; also \`DBKILL_ENDPOINT_URL\`, or \`DBKILL_ENDPOINT_URL_<SERVICE>\` for one (\`DBBRAIN\`, \`DAS\`, \`MRS\`, \`CLICKHOUSE\`, \`OCEANBASEPRO\`).`,
    }),
    tencent: attr.object(
      {
        region: attr.string("optional", {
          description: "Region, such as `ap-guangzhou`. Also `TENCENTCLOUD_REGION`.",
        }),
        secret_id: attr.string("optional", {
          description: "Id of the API key. Also `TENCENTCLOUD_SECRET_ID`.",
          sensitive: true,
        }),
        secret_key: attr.string("optional", {
          description: "Secret of the API key. Also `TENCENTCLOUD_SECRET_KEY`.",
          sensitive: true,
        }),
        security_token: attr.string("optional", {
          description:
            "Token of temporary (STS) credentials. Also `TENCENTCLOUD_SECURITY_TOKEN` or `TENCENTCLOUD_SESSION_TOKEN`.",
          sensitive: true,
        }),
        endpoint_url: attr.string("optional", {
          description: `${endpointDescription} For Tencent's services; goes before the provider's own \`endpoint_url\`.`,
        }),
      },
      "optional",
      {
        description:
          "Tencent Cloud. What is not set here is read from the environment and from the profile files of `tccli` and the Tencent SDKs.",
      },
    ),
    huawei: attr.object(
      {
        region: attr.string("optional", {
          description: "Region, such as `cn-north-4`. Also `HW_REGION_NAME`.",
        }),
        project_id: attr.string("optional", {
          description:
            "Id of the project in that region, as the console shows it under My Credentials. Also `HW_PROJECT_ID`.",
        }),
        access_key: attr.string("optional", {
          description: "Access key (AK). Also `HW_ACCESS_KEY`.",
          sensitive: true,
        }),
        secret_key: attr.string("optional", {
          description: "Secret key (SK). Also `HW_SECRET_KEY`.",
          sensitive: true,
        }),
        security_token: attr.string("optional", {
          description: "Token of a temporary key pair. Also `HW_SECURITY_TOKEN`.",
          sensitive: true,
        }),
        endpoint_url: attr.string("optional", {
          description: `${endpointDescription} For Huawei's services; goes before the provider's own \`endpoint_url\`.`,
        }),
      },
      "optional",
      {
        description:
          "Huawei Cloud. What is not set here is read from the environment (`HW_*`, the older `OS_*`, `HUAWEICLOUD_SDK_*`) and from the profile files of `hcloud` and the Huawei SDKs.",
      },
    ),
    alibaba: attr.object(
      {
        region: attr.string("optional", {
          description: "Region, such as `cn-hangzhou`. Also `ALIBABA_CLOUD_REGION`.",
        }),
        access_key: attr.string("optional", {
          description: "AccessKey id. Also `ALIBABA_CLOUD_ACCESS_KEY_ID`.",
          sensitive: true,
        }),
        secret_key: attr.string("optional", {
          description: "AccessKey secret. Also `ALIBABA_CLOUD_ACCESS_KEY_SECRET`.",
          sensitive: true,
        }),
        security_token: attr.string("optional", {
          description: "Token of temporary (STS) credentials. Also `ALIBABA_CLOUD_SECURITY_TOKEN`.",
          sensitive: true,
        }),
        endpoint_url: attr.string("optional", {
          description: `${endpointDescription} For Alibaba's services; goes before the provider's own \`endpoint_url\`.`,
        }),
      },
      "optional",
      {
        description:
          "Alibaba Cloud. What is not set here is read from the environment (`ALIBABA_CLOUD_*`, the older `ALICLOUD_*`) and from the profile files of the `aliyun` CLI and the Alibaba SDKs.",
      },
    ),
    max_retries: attr.integer("optional", {
      description: `How often a call is tried again where that is safe: after throttling, or where nothing can have been done. Default \`${DEFAULT_MAX_RETRIES}\`.`,
      validators: [validate.between(0, 100)],
    }),
    request_timeout_seconds: attr.integer("optional", {
      description: `How long one request may take, in seconds. Default \`${DEFAULT_REQUEST_TIMEOUT_MS / 1000}\`.`,
      validators: [validate.between(1, 3600)],
    }),
    plan_preview: attr.bool("optional", {
      description:
        "Whether a plan lists the sessions and warns which of them would be killed. `max_kills` is checked either way. Default `true`.",
    }),
  },
});

export type ProviderConfig = Planned<typeof providerSchema>;
