import type { SessionSource } from "../../../src/engine/ports";
import { listedOnce } from "../../../src/resources/preview";
import type { ProviderClients } from "../../../src/resources/provider-clients";
import { factsOf } from "../../../src/vendors/facts";

/** A client that keeps what it has listed, and the keys that its service was asked for. */
function clientOf(service: string) {
  const asked: unknown[] = [];
  const known = new Map<string, unknown>();
  const source = {
    facts: factsOf(service),
    name: "it",
    list: async (_signal: AbortSignal, keys?: readonly string[]) => {
      asked.push(keys);
      return { sessions: [], complete: true, at: 0 };
    },
  } satisfies SessionSource;
  const once = (key: string, make: () => unknown) => {
    if (!known.has(key)) known.set(key, make());
    return known.get(key);
  };
  return { asked, client: { source: () => source, once } as unknown as ProviderClients };
}

const { signal } = new AbortController();

test("a list is made once for all resources, of everything: each of them may name other sessions", async () => {
  const { asked, client } = clientOf("mysql");
  const source = listedOnce(client, { service: "mysql", instance_id: "db:3306" });
  await source.list(signal, ["1"]);
  await source.list(signal, ["2"]);
  expect(asked).toEqual([undefined]);
});

test("where sessions can only be looked up, each key is", async () => {
  const { asked, client } = clientOf("mrs");
  const source = listedOnce(client, { service: "mrs", instance_id: "c" });
  await source.list(signal, ["1"]);
  await source.list(signal, ["2"]);
  expect(asked).toEqual([["1"], ["2"]]);
});
