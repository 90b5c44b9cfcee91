import { timestamp } from "../core/clock";
import type { InstanceState, KillState, SessionState, State, StateQuery, TaskState } from "../core/types";
import { type Instance, type Kill, statusAt, type Task, type World } from "../core/world";
import type { SessionEngine } from "../engines/engine";

/** Everything that the emulator knows of the instances that a query chooses. */
export async function readState(
  { world, engine }: { world: World; engine: SessionEngine },
  query: StateQuery,
): Promise<State> {
  const chosen = new Set([...world.instances()].filter((instance) => isChosen(instance, query)));
  const sessions: SessionState[] = [];
  for (const instance of chosen) {
    const { service, instance_id } = addressOf(instance);
    for (const session of await engine.history(instance)) sessions.push({ service, instance_id, ...session });
  }
  const now = world.clock.now();
  return {
    now: timestamp(now),
    instances: [...chosen].map(instanceState),
    sessions,
    tasks: world
      .tasks()
      .filter(({ instance }) => chosen.has(instance))
      .map((task) => taskState(task, now)),
    kills: world
      .kills()
      .filter(({ instance }) => chosen.has(instance))
      .map(killState),
  };
}

function isChosen(instance: Instance, { service, instance_id }: StateQuery): boolean {
  return (
    (service === undefined || instance.service.name === service) &&
    (instance_id === undefined || instance.id === instance_id)
  );
}

function addressOf(instance: Instance): Pick<InstanceState, "service" | "instance_id"> {
  return { service: instance.service.name, instance_id: instance.id };
}

function productOf({ product }: Instance): Pick<InstanceState, "product"> {
  return product === undefined ? {} : { product };
}

function instanceState(instance: Instance): InstanceState {
  const { tenantId, edition, region } = instance;
  return {
    ...addressOf(instance),
    ...productOf(instance),
    ...(tenantId !== undefined && { tenant_id: tenantId }),
    ...(edition !== undefined && { edition }),
    ...(region !== undefined && { region }),
  };
}

/** A task as the state shows it. */
export function taskState(task: Task, now: number): TaskState {
  return {
    ...addressOf(task.instance),
    ...productOf(task.instance),
    id: task.id,
    status: statusAt(task, now),
    match: task.match,
    created_at: timestamp(task.createdAt),
    expires_at: task.expiresAt === null ? null : timestamp(task.expiresAt),
    kills: task.kills,
  };
}

/** A kill as the state shows it. */
export function killState({ at, instance, by, session }: Kill): KillState {
  return { at: timestamp(at), ...addressOf(instance), by, session: { id: session.id, user: session.user } };
}
