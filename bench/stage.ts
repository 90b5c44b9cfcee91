import { join } from "node:path";
import { killTasks, terraformData, twinTasks } from "./configuration";
import { EmulatorProcess } from "./emulator-process";
import type { Fleet } from "./fleets";
import { Folder, type Install, installDbkill, installTwin } from "./folder";
import { Rivals } from "./rivals";

/** What the benchmarks share: folders, emulators and the options. Everything is made at its first use, and once. */
export class Stage {
  readonly #made = new Map<string, Promise<unknown>>();

  /**
   * @param root folder for all files; whoever made it removes it
   * @param count how many resources to measure with
   * @param env added to what Terraform and the provider get
   * @param twinProgram executable of the twin; absent: nothing is measured against it
   */
  constructor(
    readonly root: string,
    readonly count: number,
    private readonly env: NodeJS.ProcessEnv = {},
    readonly twinProgram?: string,
  ) {}

  /** A fleet's own emulator, with or without the vendor's rate limits. */
  emulator({ service }: Fleet, { rateLimit }: { rateLimit: boolean }): Promise<EmulatorProcess> {
    return this.once(`emulator ${service} ${rateLimit}`, () => EmulatorProcess.start({ rateLimit }));
  }

  /** A folder that declares `count` resources of Terraform's own. */
  theirs(): Promise<Folder> {
    return this.folder("theirs", terraformData(this.count), {});
  }

  /** A folder that declares `count` kill tasks of a fleet on its emulator without rate limits. */
  async ours(fleet: Fleet, { preview }: { preview: boolean }): Promise<Folder> {
    const emulator = await this.emulator(fleet, { rateLimit: false });
    const name = `${fleet.service}${preview ? "-preview" : ""}`;
    return this.folder(name, killTasks(fleet, this.count, { preview }), emulator.env(fleet));
  }

  /** A folder that declares so many of the twin's kill tasks on the fleet's emulator without rate limits. */
  async twin(fleet: Fleet, count: number): Promise<Folder> {
    if (this.twinProgram === undefined) throw new Error("The twin's executable is not named.");
    const emulator = await this.emulator(fleet, { rateLimit: false });
    const env = { TWIN_ENDPOINT: emulator.host };
    return this.folder(`twin-${count}`, twinTasks(fleet, count), env, installTwin(this.twinProgram));
  }

  /** The runner and pt-kill side by side. @throws Error where a program is missing */
  rivals(): Promise<Rivals> {
    return this.once("rivals", () => Rivals.start(join(this.root, "rivals")));
  }

  /** A folder of this name, with this configuration. */
  folder(
    name: string,
    configuration: string,
    env: NodeJS.ProcessEnv,
    install: Install = installDbkill,
  ): Promise<Folder> {
    return this.once(`folder ${name}`, () =>
      Folder.create(join(this.root, name), configuration, { ...this.env, ...env }, install),
    );
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = (this.#made.get(key) as Promise<T> | undefined) ?? make();
    this.#made.set(key, made);
    return made;
  }
}
