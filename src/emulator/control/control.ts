import { VERSION } from "../../version";
import { timestamp } from "../core/clock";
import { type Faults, parseFaults } from "../core/faults";
import { ControlError, Fields } from "../core/fields";
import { parseQuirks, type Quirk, type Quirks } from "../core/quirks";
import type { RateLimit } from "../core/rate-limit";
import type { RequestLog } from "../core/request-log";
import type { Service } from "../core/service";
import {
  type Fault,
  type Health,
  type LoggedRequest,
  type RequestsQuery,
  SERVICE_NAMES,
  type ServiceName,
  type State,
  type StateQuery,
} from "../core/types";
import type { World } from "../core/world";
import type { SessionEngine } from "../engines/engine";
import type { Vendor } from "../vendors/vendor";
import { parseSessions, parseTask } from "./sessions";
import { readState } from "./state";

/** A hundred years. */
const LONGEST_ADVANCE_SECONDS = 3_155_760_000;

/** What the control interface controls. */
export interface Controlled {
  readonly world: World;
  readonly engine: SessionEngine;
  readonly vendors: readonly Vendor[];
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly rateLimit: RateLimit | undefined;
  readonly quirks: Quirks;
}

/** The control interface but for HTTP. Bodies and queries come unchecked; what is wrong with them is a ControlError. */
export class Control {
  constructor(private readonly parts: Controlled) {}

  health(): Health {
    const services = this.#services().map(({ name }) => name);
    return { status: "ok", version: VERSION, engine: this.parts.engine.name, services };
  }

  state(query: unknown): Promise<State> {
    const fields = Fields.of(query, "query", ["service", "instance_id"]);
    const checked: StateQuery = {
      service: fields.optionalChoice("service", SERVICE_NAMES),
      instance_id: fields.optionalText("instance_id"),
    };
    return readState(this.parts, checked);
  }

  addSessions(body: unknown): { instance_id: string; session_ids: string[] } {
    const { instance: named, sessions } = parseSessions(body, this.#services());
    const { world, engine } = this.parts;
    const known = world.find(named.service, named.id, named.product, named.tenantId);
    if (known && named.edition !== undefined && known.edition !== named.edition) {
      throw new ControlError(
        409,
        "EditionDiffers",
        `edition: ${named.id} is of edition ${known.edition} already; leave out edition to add sessions to it`,
      );
    }
    if (known && named.region !== undefined && known.region !== named.region) {
      throw new ControlError(
        409,
        "RegionDiffers",
        `region: ${named.id} was posted ${known.region ? `in ${known.region}` : "without a region"}; leave out region to add sessions to it`,
      );
    }
    const instance = known ?? { ...named, edition: named.edition ?? named.service.editions?.[0], tasks: [] };
    const sessionIds = engine.add(instance, sessions);
    // Only now that its sessions are accepted.
    if (!known) world.place(instance);
    return { instance_id: instance.id, session_ids: sessionIds };
  }

  advanceClock(body: unknown): { now: string } {
    const seconds = Fields.of(body, "", ["advance_seconds"]).amount(
      "advance_seconds",
      LONGEST_ADVANCE_SECONDS,
    );
    const { world, engine } = this.parts;
    if (!engine.timeTravels) {
      throw new ControlError(
        409,
        "RealTime",
        "the clock can't be advanced with the mysql engine: a real server's sessions age in real time",
      );
    }
    world.clock.advance(seconds);
    return { now: timestamp(world.clock.now()) };
  }

  setFaults(body: unknown): { faults: Fault[] } {
    Fields.of(body, "", ["faults"]);
    const faults = parseFaults((body as { faults?: unknown }).faults, "faults", (service) =>
      this.#actionsOf(service),
    );
    this.parts.faults.replace(faults);
    return { faults };
  }

  addTask(body: unknown): { instance_id: string; task_id: string } {
    const { instance: named, match, durationSeconds } = parseTask(body, this.#services());
    const { world, engine, vendors } = this.parts;
    if (!engine.timeTravels) {
      throw new ControlError(
        409,
        "RealSessions",
        "with the mysql engine a task kills real sessions, and only a signed call to the vendor's API can start one",
      );
    }
    const instance = world.find(named.service, named.id, named.product);
    if (!instance) {
      throw new ControlError(
        404,
        "NoSuchInstance",
        `instance_id: nobody posted ${named.id}; post its sessions first`,
      );
    }
    const vendor = vendors.find(({ services }) => services.includes(named.service))!;
    return { instance_id: instance.id, task_id: vendor.startTask(instance, match, durationSeconds) };
  }

  quirks(): { quirks: Quirk[] } {
    return { quirks: this.parts.quirks.list() };
  }

  setQuirks(body: unknown): { quirks: Quirk[] } {
    this.parts.quirks.replace(parseQuirks(body));
    return this.quirks();
  }

  requests(query: unknown): { requests: LoggedRequest[] } {
    const fields = Fields.of(query, "query", ["service", "action"]);
    const checked: RequestsQuery = {
      service: fields.optionalChoice("service", SERVICE_NAMES),
      action: fields.optionalText("action"),
    };
    return { requests: this.parts.log.list(checked) };
  }

  reset(body: unknown = {}): void {
    Fields.of(body, "", []);
    const { world, engine, vendors, faults, log, rateLimit, quirks } = this.parts;
    world.reset();
    engine.reset();
    for (const vendor of vendors) vendor.reset();
    faults.replace([]);
    log.clear();
    rateLimit?.clear();
    quirks.reset();
  }

  #actionsOf(service: ServiceName): readonly string[] | undefined {
    return this.parts.vendors.map((vendor) => vendor.actionsOf(service)).find((names) => names !== undefined);
  }

  #services(): Service[] {
    return this.parts.vendors.flatMap(({ services }) => services);
  }
}
