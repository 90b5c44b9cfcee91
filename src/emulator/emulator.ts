import { Control } from "./control/control";
import { killState, taskState } from "./control/state";
import { AccessKeys, BUILT_IN_ACCESS_KEY, randomAccessKey } from "./core/access-keys";
import { timestamp } from "./core/clock";
import { Faults } from "./core/faults";
import { ControlError } from "./core/fields";
import { Guard, isWildcard, machineAddresses } from "./core/guard";
import { checkOptions, type EmulatorOptions, OptionError } from "./core/options";
import { type Quirk, Quirks } from "./core/quirks";
import { RateLimit } from "./core/rate-limit";
import { RequestLog } from "./core/request-log";
import { EmulatorServer } from "./core/server";
import type {
  AccessKey,
  EmulatorEvent,
  Fault,
  LoggedRequest,
  RequestsQuery,
  SessionsInput,
  State,
  StateQuery,
  TaskInput,
} from "./core/types";
import { World } from "./core/world";
import { MemoryEngine } from "./engines/memory";
import { MysqlEngine } from "./engines/mysql";
import { vendors } from "./vendors";

/** How often tasks run by themselves where somebody listens. Kill loops run at whole seconds. */
const TICK_MS = 1000;

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
  /** `http://host:port`, with no slash at its end. Where it listens on every address, that of loop-back. */
  readonly url: string;
  /** Where else it can be called: this machine's addresses where it listens on all of them. */
  readonly otherUrls: readonly string[];

  private constructor(
    readonly port: number,
    host: string,
    /** A key pair that it accepts. */
    readonly accessKey: AccessKey,
    private readonly server: EmulatorServer,
    private readonly control: Control,
    private readonly stop: () => Promise<void>,
  ) {
    const at = (address: string) => `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
    const others = isWildcard(host) ? machineAddresses() : [];
    this.url = at(isWildcard(host) ? "127.0.0.1" : host);
    this.otherUrls = (host === "0.0.0.0" ? others.filter((address) => !address.includes(":")) : others).map(
      at,
    );
  }

  /**
   * Rejects with Node's error where the port is taken, with an {@link OptionError} where an option is not valid, and with an Error
   * where the MySQL server can't be used.
   */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    const { host = "127.0.0.1", port = 0, mysql, onEvent } = options;
    checkOptions(options);
    const world = new World(onEvent && observer(onEvent, () => world));
    const engine = mysql === undefined ? new MemoryEngine(world) : await MysqlEngine.connect(world, mysql);
    const rateLimit = (options.rateLimit ?? true) ? new RateLimit() : undefined;
    const keys = accepted(options);
    const accessKeys = new AccessKeys(keys, options.projectIds);
    const quirks = new Quirks(options.quirks);
    const served = vendors({ world, engine, accessKeys, rateLimit, quirks });
    const log = new RequestLog(onEvent && ((request) => onEvent({ kind: "call", ...request })));
    const parts = { world, engine, vendors: served, faults: new Faults(), log, rateLimit, quirks };
    const control = new Control(parts);
    const guard = new Guard(host, options.allowedHosts);
    const server = new EmulatorServer(
      parts,
      control,
      guard,
      onEvent &&
        (({ code, message }) =>
          onEvent({ kind: "refused", at: timestamp(world.clock.now()), code, message })),
    );
    try {
      asOption("sessions", () => (options.sessions ?? []).map((each) => control.addSessions(each)));
      asOption("faults", () => control.setFaults({ faults: options.faults ?? [] }));
      const address = await server.listen(host, port);
      const settle = () => {
        for (const instance of world.instances()) engine.settle(instance);
      };
      const ticking = onEvent && setInterval(settle, TICK_MS).unref();
      return new Emulator(address.port, host, keys[0]!, server, control, async () => {
        clearInterval(ticking);
        await engine.close();
      });
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** Ends every connection and leaves nothing running. */
  async close(): Promise<void> {
    await this.server.close();
    await this.stop();
  }

  /** `GET /_dbkill/state`. */
  async state(query: StateQuery = {}): Promise<State> {
    return this.control.state(query);
  }

  /** `POST /_dbkill/sessions`. */
  async addSessions(body: SessionsInput): Promise<{ instance_id: string; session_ids: string[] }> {
    return this.control.addSessions(body);
  }

  /** `POST /_dbkill/tasks`. */
  async addTask(body: TaskInput): Promise<{ instance_id: string; task_id: string }> {
    return this.control.addTask(body);
  }

  /** `POST /_dbkill/clock`. */
  async advanceClock(seconds: number): Promise<{ now: string }> {
    return this.control.advanceClock({ advance_seconds: seconds });
  }

  /** `POST /_dbkill/faults`: replaces the list; an empty one ends them all. */
  async setFaults(faults: Fault[]): Promise<{ faults: Fault[] }> {
    return this.control.setFaults({ faults });
  }

  /** `POST /_dbkill/quirks`: replaces the list; an empty one ends them all. */
  async setQuirks(quirks: Quirk[]): Promise<{ quirks: Quirk[] }> {
    return this.control.setQuirks({ quirks });
  }

  /** `GET /_dbkill/requests`. */
  async requests(query: RequestsQuery = {}): Promise<{ requests: LoggedRequest[] }> {
    return this.control.requests(query);
  }

  /**
   * Runs `act` once, right before the next call of `action` (the API's own name) is carried out: what changes between a client's look
   * and its kill.
   */
  before(action: string, act: () => unknown): void {
    this.server.before(action, act);
  }

  /** `POST /_dbkill/reset`. */
  async reset(): Promise<void> {
    this.control.reset();
  }
}

/** The key pairs to accept. A key that everybody knows must not kill a real server's sessions. */
function accepted({ accessKeys = [], mysql }: EmulatorOptions): AccessKey[] {
  if (mysql === undefined) return [BUILT_IN_ACCESS_KEY, ...accessKeys];
  return accessKeys.length > 0 ? accessKeys : [randomAccessKey()];
}

function observer(onEvent: (event: EmulatorEvent) => void, world: () => World) {
  return {
    killed: (kill: Parameters<typeof killState>[0]) => onEvent({ kind: "kill", ...killState(kill) }),
    taskChanged: (task: Parameters<typeof taskState>[0], event: "started" | "cancelled" | "expired") => {
      const now = world().clock.now();
      onEvent({ kind: "task", at: timestamp(now), event, ...taskState(task, now) });
    },
  };
}

function asOption(option: keyof EmulatorOptions, apply: () => unknown): void {
  try {
    apply();
  } catch (error) {
    throw error instanceof ControlError ? new OptionError(option, error.message) : error;
  }
}
