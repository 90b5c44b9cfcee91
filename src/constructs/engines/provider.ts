import { join, relative, sep } from "node:path";
import {
  Annotations,
  type IResolvable,
  type ISynthesisSession,
  TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import { BINARIES, checkedSource, type Platform, type ProviderBinary, writeMirror } from "../../mirror";
import { NATIVE_PLATFORMS } from "../../native";
import { CLOUD_FACTS, type CloudName } from "../../vendors/facts";
import { DbkillProvider as DbkillProviderBinding } from "../bindings";
import { CLOUD_SHAPES, type CloudProviderProps } from "../cloud-props";
import { DURATION, type Duration } from "../duration";
import { renderProblem } from "../errors";
import { whereOf } from "../scope";
import { checked, count, flag, isMarked, list, mark, optional, shape, text, word } from "../shape";
import { camelCase } from "../spelling";
import { isProviderUsed } from "./provider-requirements";

/** How statements of sessions appear in plans, messages and state. */
export type PlanStatements = (typeof PLAN_STATEMENTS)[number];
const PLAN_STATEMENTS = ["shown", "hashed", "hidden"] as const;

/** All optional. Only the clouds that the stack uses need credentials. */
export interface DbkillProviderProps extends CloudProviderProps {
  /**
   * Address of the API for all services, such as `http://127.0.0.1:4710` for the emulator. Plain http is
   * accepted for loop-back addresses, and for hosts that `DBKILL_ALLOW_HTTP` names.
   *
   * @default - `DBKILL_ENDPOINT_URL`, else the vendors' own hosts
   */
  readonly endpointUrl?: string;
  /**
   * How often a call is tried again where that is safe: after throttling, or where nothing can have been
   * done. Kills are never repeated blindly. 0 to 100.
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
  readonly planPreview?: boolean | IResolvable;
  /**
   * How statements of sessions appear in plans, messages and state: `shown`, `hashed` (equal statements can be recognised) or
   * `hidden`.
   *
   * @default "shown"
   */
  readonly planStatements?: PlanStatements;
  /**
   * Address of the runner, such as `http://127.0.0.1:9464`. It is asked which policies it enforces: only what it confirms has the
   * status `enforced`.
   *
   * @default - `DBKILL_RUNNER_URL`; without it no runner is asked
   */
  readonly runnerUrl?: string;
  /**
   * Name of this configuration where a stack has several.
   *
   * @default - this is the stack's default
   */
  readonly alias?: string;
  /**
   * The platforms that Terraform will run on. With an empty list, synth writes no provider: Terraform then takes it from a registry or a
   * configured mirror.
   *
   * @default - Linux and macOS, on amd64 and arm64; with `binary: "native"`, the platforms in `nativeFolder`
   */
  readonly platforms?: readonly Platform[];
  /**
   * What Terraform starts: `script` runs on the Node.js on the PATH; `native` is an executable that contains Node.js, for machines
   * without it. Its archives come from a release, not from npm.
   *
   * @default "script"
   */
  readonly binary?: ProviderBinary;
  /**
   * Folder with the archives and `SHA256SUMS` of this version's release, for `binary: "native"`.
   *
   * @default - `DBKILL_NATIVE_DIR`
   */
  readonly nativeFolder?: string;
  /**
   * Address of the provider, `HOST/NAMESPACE/TYPE`, in your own registry. Only use a namespace that you own: its owner in that
   * registry can publish a provider that gets your keys.
   *
   * @default "registry.terraform.io/dbkill/dbkill"
   */
  readonly source?: string;
}

const SHAPE = shape({
  endpointUrl: optional(text),
  ...CLOUD_SHAPES,
  maxRetries: optional(count),
  requestTimeout: optional(DURATION),
  planPreview: optional(flag),
  planStatements: optional(word(PLAN_STATEMENTS)),
  runnerUrl: optional(text),
  alias: optional(text),
  platforms: optional(list(word(NATIVE_PLATFORMS), "a list of platforms")),
  binary: optional(word(BINARIES)),
  nativeFolder: optional(text),
  source: optional(text),
});

/**
 * The dbkill provider of a stack. At synth it writes the provider itself below `terraform.d/plugins`, into the stack's
 * folder and, if the output lies below the working directory, into the working directory too. `terraform init`, with or
 * without `-chdir`, and `tofu init` look there first. No registry and no settings file is needed.
 *
 * @example
 * new DbkillProvider(this, "dbkill", { tencent: { region: "ap-guangzhou" } });
 */
export class DbkillProvider extends DbkillProviderBinding {
  /** Whether a value is a DbkillProvider, also one of another copy of this package. */
  static isDbkillProvider(value: unknown): value is DbkillProvider {
    return isMarked(value, "DbkillProvider");
  }

  /**
   * @throws ConstructError `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID`; `DBKILL_SCOPE_INVALID` if it is not in a stack.
   * MirrorError `DBKILL_SOURCE_INVALID`; at synth MirrorError if the native executable is missing, Error if the package's provider is not built
   */
  constructor(scope: Construct, id: string, props: DbkillProviderProps = {}) {
    const { requestTimeout, platforms, binary, nativeFolder, source, ...config } = checked(
      SHAPE,
      props,
      whereOf(scope, id, "DbkillProvider"),
      {
        secret: true,
      },
    );
    super(scope, id, { ...config, requestTimeoutSeconds: requestTimeout?.toSeconds() });
    mark(this, "DbkillProvider");
    if (source !== undefined) this.#serveFrom(checkedSource(source));
    addCustomSynthesis(this, {
      onSynthesize: (session) => {
        if (!isProviderUsed(TerraformStack.of(this))) return;
        this.#warnOfLiteralSecrets();
        for (const folder of this.#terraformFolders(session)) {
          writeMirror({
            directory: join(folder, "terraform.d", "plugins"),
            platforms,
            binary,
            nativeFolder,
            source,
          });
        }
      },
    });
  }

  /** The bindings contain the address that they were generated with. */
  #serveFrom(source: string): void {
    (this as { terraformProviderSource: string }).terraformProviderSource = source;
  }

  /** Writes nothing if every construct of the stack uses another engine: Terraform would look for a provider that nothing needs. */
  override toTerraform(): ReturnType<DbkillProviderBinding["toTerraform"]> {
    return isProviderUsed(TerraformStack.of(this)) ? super.toTerraform() : {};
  }

  override toHclTerraform(): ReturnType<DbkillProviderBinding["toHclTerraform"]> {
    return isProviderUsed(TerraformStack.of(this)) ? super.toHclTerraform() : {};
  }

  /**
   * The settings, by their names in Terraform.
   * @internal
   */
  get settings(): Readonly<Record<string, unknown>> {
    const { alias: _, ...settings } = this.synthesizeAttributes();
    return settings;
  }

  /**
   * Where Terraform is started: in the stack's folder or, with `-chdir`, in the program's own. Terraform looks for local
   * providers before it changes folder, so both need one.
   */
  #terraformFolders(session: ISynthesisSession): string[] {
    const { workingDirectory } = session.manifest.forStack(TerraformStack.of(this));
    const stack = join(session.outdir, workingDirectory);
    const here = process.cwd();
    return relative(here, session.outdir).split(sep)[0] === ".." ? [stack] : [stack, here];
  }

  #warnOfLiteralSecrets(): void {
    for (const [cloud, { secretVariables }] of Object.entries(CLOUD_FACTS)) {
      const config = this[`${cloud as CloudName}Input`];
      if (!config || Tokenization.isResolvable(config)) continue;
      for (const [attribute, variable] of Object.entries(secretVariables)) {
        const name = camelCase(attribute);
        const secret = (config as Readonly<Record<string, string | undefined>>)[name];
        if (secret === undefined || Token.isUnresolved(secret)) continue;
        const path = `${cloud}.${name}`;
        Annotations.of(this).addWarning(
          renderProblem({
            code: "DBKILL_SECRET_LITERAL",
            path,
            text: `${path} is written in code, so it can be read in cdk.tf.json and wherever that file is kept. Remove it and set ${variable} for Terraform, or use a TerraformVariable with sensitive: true.`,
          }),
        );
      }
    }
  }
}
