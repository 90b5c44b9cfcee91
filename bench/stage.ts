import { join } from "node:path";
import { killTasks, terraformData } from "./configuration";
import { EmulatorProcess } from "./emulator-process";
import { Folder } from "./folder";

/** What the benchmarks share: folders, emulators and the options. Everything is made at its first use, and once. */
export class Stage {
  readonly #made = new Map<string, Promise<unknown>>();

  /**
   * @param root folder for all files; whoever made it removes it
   * @param count how many resources to measure with
   * @param env added to what Terraform and the provider get
   */
  constructor(
    readonly root: string,
    readonly count: number,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {}

  /** An emulator, with or without the vendors' rate limits. */
  emulator({ rateLimit }: { rateLimit: boolean }): Promise<EmulatorProcess> {
    return this.once(`emulator ${rateLimit}`, () => EmulatorProcess.start({ rateLimit }));
  }

  /** A folder that declares `count` resources of Terraform's own. */
  theirs(): Promise<Folder> {
    return this.folder("theirs", terraformData(this.count), {});
  }

  /** A folder that declares `count` kill tasks on the emulator without rate limits. */
  async ours({ preview }: { preview: boolean }): Promise<Folder> {
    const { env } = await this.emulator({ rateLimit: false });
    return this.folder(preview ? "ours-preview" : "ours", killTasks(this.count, { preview }), env);
  }

  /** A folder of this name, with this configuration. */
  folder(name: string, configuration: string, env: NodeJS.ProcessEnv): Promise<Folder> {
    return this.once(`folder ${name}`, () =>
      Folder.create(join(this.root, name), configuration, { ...this.env, ...env }),
    );
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = (this.#made.get(key) as Promise<T> | undefined) ?? make();
    this.#made.set(key, made);
    return made;
  }
}
