import type { Cast } from "./cast";
import { REPORT_FILTERS, SHOP } from "./shop";
import type { Stage } from "./stage";

/** Made-up sessions that the emulator holds in memory. */
export async function memoryCast(stage: Stage): Promise<Cast> {
  const { first, second, innocent } = SHOP;
  await stage.post([...innocent.slice(0, 2), ...first, ...second, ...innocent.slice(2)]);
  return {
    where: "made-up sessions in the emulator's memory",
    ...REPORT_FILTERS,
    first: first.map(({ id }) => id),
    second: second.map(({ id }) => id),
    innocent: innocent.map(({ id }) => id),
    ended: async () => {
      const { sessions } = await stage.state();
      return sessions.filter(({ status }) => status !== "running").map(({ id }) => id);
    },
    close: async () => {},
  };
}
