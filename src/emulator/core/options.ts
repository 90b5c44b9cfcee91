import { QUIRKS, type Quirk } from "./quirks";
import type { AccessKey, EmulatorEvent, Fault, SessionsInput } from "./types";

/** What an emulator is started with. */
export interface EmulatorOptions {
  /**
   * The address to listen on. The control interface asks for no key, so beyond loop-back everybody who reaches the port controls
   * the emulator.
   * @default "127.0.0.1"
   */
  host?: string;
  /**
   * 0: a free one.
   * @default 0
   */
  port?: number;
  /**
   * Names by which the emulator may be called, besides the loop-back names and the addresses that it listens on: the service's
   * name in a compose file, for example. A request with any other `Host` is refused.
   * @default - none
   */
  allowedHosts?: string[];
  /**
   * `mysql://user:password@host:port/` of a MySQL or MariaDB server: sessions are its own process list and kills are real.
   * @default - sessions are held in memory
   */
  mysql?: string;
  /**
   * Sessions to start with, each as `POST /_dbkill/sessions` takes it.
   * @default - none
   */
  sessions?: SessionsInput[];
  /** @default - none */
  faults?: Fault[];
  /**
   * Whether the vendors' rate limits hold.
   * @default true
   */
  rateLimit?: boolean;
  /**
   * Key pairs to accept. Without `mysql` they are accepted besides `dbkill-emulator` / `dbkill-emulator-secret`; with `mysql` they
   * alone are.
   * @default - the built-in pair; with `mysql` a random one, which `Emulator.accessKey` holds
   */
  accessKeys?: AccessKey[];
  /**
   * The Huawei projects that the key pairs belong to; a call for another one is refused.
   * @default - any project, such as {@link EMULATOR_PROJECT_ID}
   */
  projectIds?: string[];
  /**
   * Behaviour to act out that a vendor's documents leave open. `Emulator.setQuirks` changes it later, `reset` brings it back.
   * @default - none
   */
  quirks?: Quirk[];
  /**
   * Called with every call, task and kill, in order. With it, tasks kill and expire on time instead of at the next look.
   * @default - none
   */
  onEvent?: (event: EmulatorEvent) => void;
}

/** An option of the emulator is not valid. */
export class OptionError extends Error {
  override readonly name = "OptionError";

  constructor(
    readonly option: keyof EmulatorOptions,
    message: string,
  ) {
    super(message);
  }
}

/** Throws an {@link OptionError} for an unknown quirk, and for a project id or an allowed host of the wrong form. */
export function checkOptions({ projectIds = [], allowedHosts = [], quirks = [] }: EmulatorOptions): void {
  for (const id of projectIds) {
    if (!/^[0-9A-Za-z]{1,64}$/.test(id)) {
      throw new OptionError("projectIds", `${JSON.stringify(id)} is not 1 to 64 letters and digits`);
    }
  }
  for (const quirk of quirks) {
    if (!QUIRKS.includes(quirk)) {
      throw new OptionError("quirks", `${JSON.stringify(quirk)} is unknown; known are ${QUIRKS.join(", ")}`);
    }
  }
  for (const name of allowedHosts) {
    if (!/^[0-9A-Za-z._-]{1,253}$/.test(name)) {
      throw new OptionError(
        "allowedHosts",
        `${JSON.stringify(name)} is not a host name or an IPv4 address; give it without scheme and port`,
      );
    }
  }
}
