import { attr, block, type Planned, schema, validate } from "../framework";
import { SERVICE_FACTS, SERVICE_NAMES } from "../vendors/facts";
import { DEFAULT_MAX_RETRIES, DEFAULT_REQUEST_TIMEOUT_MS } from "../vendors/http/call";
import { TLS_MODES } from "../vendors/sql/mysql/facts";

const endpointDescription =
  "Address of the API, such as `http://127.0.0.1:4710` for the emulator. Plain http is accepted for loop-back addresses, and for hosts that `DBKILL_ALLOW_HTTP` names.";

/** The services with an endpoint: a server itself is called at its own address. */
const CALLED_BY_HTTP = SERVICE_NAMES.filter((service) => SERVICE_FACTS[service].cloud !== "mysql");

/** Regions and key pairs of a cloud. Only what a resource uses must be configured. */
function cloudBlock<A extends Record<string, string>>(
  cloud: string,
  region: { readonly example: string; readonly variable: string },
  keys: A,
  sources: string,
) {
  return block.single(
    {
      region: attr.string("optional", {
        description: `Region, such as \`${region.example}\`. Also \`${region.variable}\`.`,
      }),
      ...(Object.fromEntries(
        Object.entries(keys).map(([name, description]) => [
          name,
          attr.string("optional", {
            description,
            ...(name === "project_id" ? {} : { sensitive: true as const }),
          }),
        ]),
      ) as { [K in keyof A]: ReturnType<typeof attr.string<"optional">> }),
      endpoint_url: attr.string("optional", {
        description: `${endpointDescription} For the services of ${cloud}; takes precedence over the provider's own \`endpoint_url\`.`,
      }),
    },
    { description: `${cloud}. What is not set here is read from ${sources}.` },
  );
}

/** Servers themselves, without a cloud. */
function mysqlBlock() {
  return block.single(
    {
      username: attr.string("optional", { description: "Name of the account. Also `MYSQL_USER`." }),
      password: attr.string("optional", {
        description: "Password of the account. Also `MYSQL_PWD`, which keeps it out of the code.",
        sensitive: true,
      }),
      tls: attr.string("optional", {
        description:
          "`required`: nothing is sent without TLS, and the server's certificate must be valid for its host name. `preferred`: the same where the server offers TLS; where it does not, not encrypted. `disabled`: not encrypted. Default `required`; for a server on this machine `disabled`, unless `ca_file` is set.",
        validators: [validate.oneOf([...TLS_MODES])],
      }),
      ca_file: attr.string("optional", {
        description:
          "PEM file with the certificates of the authorities that sign the servers' certificates, such as a cloud's bundle for its databases. Default: those that Node.js knows.",
      }),
    },
    {
      description:
        "MySQL and MariaDB servers. What is not set here is read from the environment and from the section `[client]` of `~/.my.cnf`.",
    },
  );
}

/** The `provider "dbkill"` block. */
export const providerSchema = schema({
  description: "Kill tasks for cloud databases, declared beside the databases they protect.",
  attributes: {
    endpoint_url: attr.string("optional", {
      description: `${endpointDescription} For all services; also \`DBKILL_ENDPOINT_URL\`, or \`DBKILL_ENDPOINT_URL_<SERVICE>\` for one (${CALLED_BY_HTTP.map((service) => `\`${service.toUpperCase()}\``).join(", ")}).`,
    }),
    max_retries: attr.integer("optional", {
      description: `How often a call is tried again where that is safe: after throttling, or where nothing can have been done. Kills are never repeated blindly. Default \`${DEFAULT_MAX_RETRIES}\`.`,
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
    plan_statements: attr.string("optional", {
      description:
        "How statements of sessions appear in plans, messages and state: `shown`, `hashed` (equal statements can be recognised) or `hidden`. Default `shown`.",
      validators: [validate.oneOf(["shown", "hashed", "hidden"])],
    }),
    runner_url: attr.string("optional", {
      description:
        "Address of the runner (`dbkill enforce --listen`), such as `http://127.0.0.1:9464`. Separate the addresses of several shards with commas. Also `DBKILL_RUNNER_URL`. Terraform asks it at refresh and after apply which policies it enforces, and at which revision. Only confirmed policies have the status `enforced`.",
    }),
    tencent: cloudBlock(
      "Tencent Cloud",
      { example: "ap-guangzhou", variable: "TENCENTCLOUD_REGION" },
      {
        secret_id: "Id of the API key. Also `TENCENTCLOUD_SECRET_ID`.",
        secret_key: "Secret of the API key. Also `TENCENTCLOUD_SECRET_KEY`.",
        security_token:
          "Token of temporary (STS) credentials. Also `TENCENTCLOUD_SECURITY_TOKEN` or `TENCENTCLOUD_SESSION_TOKEN`.",
      },
      "the environment and the profile files of `tccli` and the Tencent SDKs",
    ),
    huawei: cloudBlock(
      "Huawei Cloud",
      { example: "cn-north-4", variable: "HW_REGION_NAME" },
      {
        project_id:
          "Id of the project in that region, as the console shows it under My Credentials. Also `HW_PROJECT_ID`.",
        access_key: "Access key (AK). Also `HW_ACCESS_KEY`.",
        secret_key: "Secret key (SK). Also `HW_SECRET_KEY`.",
        security_token: "Token of a temporary key pair. Also `HW_SECURITY_TOKEN`.",
      },
      "the environment (`HW_*`, the older `OS_*`, `HUAWEICLOUD_SDK_*`) and the profile files of `hcloud` and the Huawei SDKs",
    ),
    alibaba: cloudBlock(
      "Alibaba Cloud",
      { example: "cn-hangzhou", variable: "ALIBABA_CLOUD_REGION" },
      {
        access_key: "AccessKey id. Also `ALIBABA_CLOUD_ACCESS_KEY_ID`.",
        secret_key: "AccessKey secret. Also `ALIBABA_CLOUD_ACCESS_KEY_SECRET`.",
        security_token: "Token of temporary (STS) credentials. Also `ALIBABA_CLOUD_SECURITY_TOKEN`.",
      },
      "the environment (`ALIBABA_CLOUD_*`, the older `ALICLOUD_*`) and the profile files of the `aliyun` CLI and the Alibaba SDKs",
    ),
    mysql: mysqlBlock(),
  },
});

export type ProviderConfig = Planned<typeof providerSchema>;
