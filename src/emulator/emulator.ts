import { Control } from "./control/control";
import { AccessKeys } from "./core/access-keys";
import { Faults } from "./core/faults";
import { ControlError } from "./core/fields";
import { OptionError } from "./core/option-error";
import { RateLimit } from "./core/rate-limit";
import { RequestLog } from "./core/request-log";
import { EmulatorServer } from "./core/server";
import type {
  AccessKey,
  Fault,
  HuaweiQuirk,
  LoggedRequest,
  RequestsQuery,
  SessionsInput,
  State,
  StateQuery,
} from "./core/types";
import { World } from "./core/world";
import { MemoryEngine } from "./engines/memory";
import { MysqlEngine } from "./engines/mysql";
import { vendors } from "./vendors";
import { huaweiSettings } from "./vendors/huawei/settings";

export interface EmulatorOptions {
  /**
   * The address to listen on. The control interface asks for no key, so beyond loop-back whoever reaches the port rules the
   * emulator, and with `mysql` can kill that server's sessions.
   * @default "127.0.0.1"
   */
  host?: string;
  /**
   * 0: a free one.
   * @default 0
   */
  port?: number;
  /**
   * `mysql://user:password@host:port/` of a MySQL or MariaDB server: sessions are its own process list and kills are real.
   * @default - sessions are held in memory
   */
  mysql?: string;
  /** @default - none */
  faults?: Fault[];
  /**
   * Whether the vendors' rate limits hold.
   * @default true
   */
  rateLimit?: boolean;
  /**
   * Key pairs to accept besides `dbkill-emulator` / `dbkill-emulator-secret`.
   * @default - none
   */
  accessKeys?: AccessKey[];
  /**
   * The Huawei projects that the key pairs belong to; a call for another one is refused.
   * @default - any project, such as {@link EMULATOR_PROJECT_ID}
   */
  projectIds?: string[];
  /**
   * Contradictions of Huawei's documents to act out.
   * @default - none
   */
  quirks?: HuaweiQuirk[];
}

/**
 * The vendors' APIs on one local port, with signatures checked, tasks that kill, and faults on demand.
 *
 * @example
 * const emulator = await Emulator.start();
 * await emulator.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [{ user: "report" }] });
 * // ... let a client call emulator.url ...
 * const { kills } = await emulator.state();
 * await emulator.close();
 */
export class Emulator {
  /** `http://host:port`, with no slash at its end. */
  readonly url: string;

  private constructor(
    readonly port: number,
    host: string,
    private readonly server: EmulatorServer,
    private readonly control: Control,
    private readonly closeEngine: () => Promise<void>,
  ) {
    this.url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  }

  /**
   * Rejects with Node's error where the port is taken, with an {@link OptionError} where a fault, the MySQL URL, a project id or
   * a quirk is not valid, and with an Error where the MySQL server can't be used.
   */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    const { host = "127.0.0.1", port = 0, mysql } = options;
    const huawei = huaweiSettings(options);
    const world = new World();
    const engine = mysql === undefined ? new MemoryEngine(world) : await MysqlEngine.connect(world, mysql);
    const rateLimit = (options.rateLimit ?? true) ? new RateLimit() : undefined;
    const accessKeys = new AccessKeys(options.accessKeys);
    const served = vendors({ world, engine, accessKeys, rateLimit, huawei });
    const parts = { world, engine, vendors: served, faults: new Faults(), log: new RequestLog(), rateLimit };
    const control = new Control(parts);
    const server = new EmulatorServer(parts, control);
    try {
      inject(control, options.faults ?? []);
      const address = await server.listen(host, port);
      return new Emulator(address.port, host, server, control, () => engine.close());
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** Ends every connection and leaves nothing running. */
  async close(): Promise<void> {
    await this.server.close();
    await this.closeEngine();
  }

  /** `GET /_dbkill/state`. */
  async state(query: StateQuery = {}): Promise<State> {
    return this.control.state(query);
  }

  /** `POST /_dbkill/sessions`. */
  async addSessions(body: SessionsInput): Promise<{ instance_id: string; session_ids: string[] }> {
    return this.control.addSessions(body);
  }

  /** `POST /_dbkill/clock`. */
  async advanceClock(seconds: number): Promise<{ now: string }> {
    return this.control.advanceClock({ advance_seconds: seconds });
  }

  /** `POST /_dbkill/faults`: replaces the list; an empty one ends them all. */
  async setFaults(faults: Fault[]): Promise<{ faults: Fault[] }> {
    return this.control.setFaults({ faults });
  }

  /** `GET /_dbkill/requests`. */
  async requests(query: RequestsQuery = {}): Promise<{ requests: LoggedRequest[] }> {
    return this.control.requests(query);
  }

  /** `POST /_dbkill/reset`. */
  async reset(): Promise<void> {
    this.control.reset();
  }
}

function inject(control: Control, faults: Fault[]): void {
  try {
    control.setFaults({ faults });
  } catch (error) {
    throw error instanceof ControlError ? new OptionError("faults", error.message) : error;
  }
}
