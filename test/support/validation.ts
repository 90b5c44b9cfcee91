import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunResult, Terraform } from "../../scripts/terraform";
import { writeMirror } from "../../src/mirror";
import { PROVIDER_ENV, PROVIDER_UNDER_TEST } from "./provider-under-test";

const PROVIDER_TF = join(__dirname, "..", "..", "examples", "provider", "provider.tf");

/** Validates any number of configurations with one `terraform init`. */
export class Validation {
  #count = 0;

  private constructor(
    private readonly directory: string,
    private readonly terraform: Terraform,
  ) {}

  static async create(): Promise<Validation> {
    const directory = mkdtempSync(join(tmpdir(), "dbkill-validation-"));
    writeMirror({ directory: join(directory, "terraform.d", "plugins"), ...PROVIDER_UNDER_TEST });
    writeFileSync(join(directory, "main.tf"), readFileSync(PROVIDER_TF));
    const terraform = new Terraform(directory, {
      TF_DATA_DIR: join(directory, ".terraform"),
      ...PROVIDER_ENV,
    });
    await terraform.init();
    return new Validation(directory, terraform);
  }

  /**
   * Validates a configuration in a folder of its own; `withProvider` puts the example of the provider block beside it. `flags` are
   * further ones of `terraform validate`.
   */
  async validate(configuration: string, withProvider: boolean, ...flags: string[]): Promise<RunResult> {
    const name = `configuration-${this.#count++}`;
    const folder = join(this.directory, name);
    mkdirSync(folder);
    cpSync(join(this.directory, ".terraform.lock.hcl"), join(folder, ".terraform.lock.hcl"));
    writeFileSync(join(folder, "main.tf"), configuration);
    if (withProvider) cpSync(PROVIDER_TF, join(folder, "provider.tf"));
    return this.terraform.run(`-chdir=${name}`, "validate", "-no-color", ...flags);
  }

  dispose(): void {
    this.terraform.dispose();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
