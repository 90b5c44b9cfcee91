import { join, relative, sep } from "node:path";
import { Annotations, type ISynthesisSession, TerraformStack, Token, Tokenization } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import { type Platform, writeMirror } from "../mirror";
import { DbkillProvider as DbkillProviderBinding } from "./bindings";
import type { AlibabaProviderProps, HuaweiProviderProps, TencentProviderProps } from "./cloud-props";
import type { Duration } from "./duration";

/** All optional; and only the clouds that the stack uses need credentials. */
export interface DbkillProviderProps {
  /**
   * Address of the API for all services, such as `http://127.0.0.1:4710` for the emulator. Plain http is
   * taken for loop-back alone.
   *
   * @default - `DBKILL_ENDPOINT_URL`, else the vendors' own hosts
   */
  readonly endpointUrl?: string;
  /**
   * Tencent Cloud.
   *
   * @default - from the environment and the profile files
   */
  readonly tencent?: TencentProviderProps;
  /**
   * Huawei Cloud.
   *
   * @default - from the environment and the profile files
   */
  readonly huawei?: HuaweiProviderProps;
  /**
   * Alibaba Cloud.
   *
   * @default - from the environment and the profile files
   */
  readonly alibaba?: AlibabaProviderProps;
  /**
   * How often a call is tried again where that is safe: after throttling, or where nothing can have been
   * done. 0 to 100.
   *
   * @default 6
   */
  readonly maxRetries?: number;
  /**
   * How long one request may take.
   *
   * @default Duration.seconds(30)
   */
  readonly requestTimeout?: Duration;
  /**
   * Whether a plan warns which sessions would be killed. `maxKills` is checked either way.
   *
   * @default true
   */
  readonly planPreview?: boolean;
  /**
   * Name of this configuration where a stack has several.
   *
   * @default - this is the stack's default
   */
  readonly alias?: string;
  /**
   * The platforms that Terraform will run on.
   *
   * @default - Linux and macOS, on amd64 and arm64
   */
  readonly platforms?: readonly Platform[];
}

/**
 * The dbkill provider of a stack. At synth it puts the provider itself below `terraform.d/plugins`, into the stack's
 * folder and, where the output lies below it, into the working directory: there `terraform init`, with or without
 * `-chdir`, and `tofu init` look first. No registry and no settings file is needed.
 *
 * @example
 * new DbkillProvider(this, "dbkill", { tencent: { region: "ap-guangzhou" } });
 */
export class DbkillProvider extends DbkillProviderBinding {
  /**
   * @throws Error at synth, where the package's provider was not built
   */
  constructor(scope: Construct, id: string, props: DbkillProviderProps = {}) {
    const { requestTimeout, platforms, ...config } = props;
    super(scope, id, { ...config, requestTimeoutSeconds: requestTimeout?.toSeconds() });
    addCustomSynthesis(this, {
      onSynthesize: (session) => {
        this.warnOfLiteralSecrets();
        for (const folder of this.terraformFolders(session)) {
          writeMirror({ directory: join(folder, "terraform.d", "plugins"), platforms });
        }
      },
    });
  }

  /**
   * Where Terraform is started: in the stack's folder, or, with `-chdir`, in the program's own. Terraform looks for local
   * providers before it changes folder, so that it has to find one in either.
   */
  private terraformFolders(session: ISynthesisSession): string[] {
    const { workingDirectory } = session.manifest.forStack(TerraformStack.of(this));
    const stack = join(session.outdir, workingDirectory);
    const here = process.cwd();
    return relative(here, session.outdir).split(sep)[0] === ".." ? [stack] : [stack, here];
  }

  private warnOfLiteralSecrets(): void {
    const clouds = { tencent: this.tencentInput, huawei: this.huaweiInput, alibaba: this.alibabaInput };
    for (const [cloud, variables] of Object.entries(SECRET_VARIABLES)) {
      const config = clouds[cloud as keyof typeof clouds];
      if (!config || Tokenization.isResolvable(config)) continue;
      for (const name of ["secretKey", "securityToken"] as const) {
        const secret = config[name];
        if (secret === undefined || Token.isUnresolved(secret)) continue;
        Annotations.of(this).addWarning(
          `${cloud}.${name} is written out in code, and so lands readable in cdk.tf.json and wherever that is kept. Leave it out and set ${variables[name]} for Terraform, or give a TerraformVariable with sensitive: true.`,
        );
      }
    }
  }
}

const SECRET_VARIABLES = {
  tencent: { secretKey: "TENCENTCLOUD_SECRET_KEY", securityToken: "TENCENTCLOUD_SECURITY_TOKEN" },
  huawei: { secretKey: "HW_SECRET_KEY", securityToken: "HW_SECURITY_TOKEN" },
  alibaba: {
    secretKey: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    securityToken: "ALIBABA_CLOUD_SECURITY_TOKEN",
  },
} as const;
