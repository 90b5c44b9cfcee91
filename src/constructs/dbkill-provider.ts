import { join, relative, sep } from "node:path";
import { Annotations, type ISynthesisSession, TerraformStack, Token, Tokenization } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import { type Platform, writeMirror } from "../mirror";
import { DbkillProvider as DbkillProviderBinding } from "./bindings";
import type { Duration } from "./duration";

/** Tencent Cloud. What is left out is read from the environment and the profile files, as Tencent's tools do. */
export interface TencentProviderProps {
  /**
   * Region, such as `ap-guangzhou`.
   *
   * @default - `TENCENTCLOUD_REGION`, else the profile's
   */
  readonly region?: string;
  /**
   * Id of the API key.
   *
   * @default - `TENCENTCLOUD_SECRET_ID`, else the profile's
   */
  readonly secretId?: string;
  /**
   * Secret of the API key. Everything in code lands in `cdk.tf.json`: leave it out and set the environment
   * variable, or give a sensitive `TerraformVariable`.
   *
   * @default - `TENCENTCLOUD_SECRET_KEY`, else the profile's
   */
  readonly secretKey?: string;
  /**
   * Token of temporary (STS) credentials. As secret as the key.
   *
   * @default - `TENCENTCLOUD_SECURITY_TOKEN`, else the profile's
   */
  readonly securityToken?: string;
  /**
   * Address of Tencent's API; goes before the provider's own `endpointUrl`.
   *
   * @default - `DBKILL_ENDPOINT_URL_DBBRAIN`, else that of Tencent Cloud
   */
  readonly endpointUrl?: string;
}

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
    const tencent = this.tencentInput;
    if (!tencent || Tokenization.isResolvable(tencent)) return;
    for (const name of ["secretKey", "securityToken"] as const) {
      const secret = tencent[name];
      if (secret === undefined || Token.isUnresolved(secret)) continue;
      Annotations.of(this).addWarning(
        `tencent.${name} is written out in code, and so lands readable in cdk.tf.json and wherever that is kept. Leave it out and set ${SECRET_VARIABLE[name]} for Terraform, or give a TerraformVariable with sensitive: true.`,
      );
    }
  }
}

const SECRET_VARIABLE = {
  secretKey: "TENCENTCLOUD_SECRET_KEY",
  securityToken: "TENCENTCLOUD_SECURITY_TOKEN",
} as const;
