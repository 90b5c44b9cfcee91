import type { Emulator } from "../../src/emulator";
import type { Cast } from "./cast";
import { TENCENT } from "./tencent";

/** Made-up sessions that the emulator holds in memory. */
export async function memoryCast(emulator: Emulator): Promise<Cast> {
  const { service, instanceId, product, sessions, filter, editedFilter, edit } = TENCENT;
  const { first, second, innocent } = sessions;
  const everybody = [...innocent.slice(0, 2), ...first, ...second, ...innocent.slice(2)];
  await emulator.addSessions({ service, instance_id: instanceId, product, sessions: everybody });
  return {
    where: "made-up sessions in the emulator's memory",
    filter,
    editedFilter,
    edit,
    first: first.map(({ id }) => id),
    second: second.map(({ id }) => id),
    innocent: innocent.map(({ id }) => id),
    ended: async () => {
      const state = await emulator.state({ service, instance_id: instanceId });
      return state.sessions.filter(({ status }) => status !== "running").map(({ id }) => id);
    },
    close: async () => {},
  };
}
