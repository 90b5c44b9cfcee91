import { emulatorEnvironment, VENDORS } from "../../../scripts/emulator-environment";
import { UNKNOWN } from "../../../src/framework";
import type { ProviderConfig } from "../../../src/resources/provider-block";
import { ProviderClients } from "../../../src/resources/provider-clients";
import { NotKnownYetError } from "../../../src/resources/provider-settings";
import { MemorySlotLock } from "../../../src/resources/slot-lock";
import { SERVICE_FACTS, SERVICE_NAMES } from "../../../src/vendors/facts";

const ENV = Object.assign({}, ...VENDORS.map((vendor) => emulatorEnvironment(vendor, "http://127.0.0.1:1")));

function clientsOf(config: object, redacted: string[] = []): ProviderClients {
  const log = { warn: () => {} } as never;
  const redact = (secret: string) => redacted.push(secret);
  return new ProviderClients(config as ProviderConfig, log, redact, ENV, new MemorySlotLock());
}

/** A server itself has neither region nor key pair. */
const IN_A_CLOUD = SERVICE_NAMES.filter((service) => service !== "mysql");

describe.each(IN_A_CLOUD)("the client of %s", (service) => {
  const cloud = SERVICE_FACTS[service].cloud as (typeof VENDORS)[number];

  test("is for the resource's region, else the provider's, else the environment's", () => {
    const clients = clientsOf({ [cloud]: { region: "there-1" } });
    expect(clients.clientOf(service, "elsewhere-1").region).toBe("elsewhere-1");
    expect(clients.clientOf(service).region).toBe("there-1");
    const here = Object.values(emulatorEnvironment(cloud, "http://127.0.0.1:1"));
    expect(here).toContain(clientsOf({}).clientOf(service).region);
  });

  test("is made once for a region", () => {
    const clients = clientsOf({});
    expect(clients.clientOf(service)).toBe(clients.clientOf(service));
    expect(clients.clientOf(service, "elsewhere-1")).not.toBe(clients.clientOf(service));
  });

  test("is the one that the adapters call: that of the target's region", async () => {
    const clients = clientsOf({ max_retries: UNKNOWN });
    const target = { service, instance_id: "i-1", tenant_id: "t-1", region: "elsewhere-1" };
    const asked = jest.spyOn(clients, "clientOf");
    await expect(clients.source(target).list(new AbortController().signal, ["7"])).rejects.toThrow(
      NotKnownYetError,
    );
    expect(asked.mock.calls).toEqual([[service, "elsewhere-1"]]);
  });

  test("waits for its own cloud's block alone", () => {
    expect(() => clientsOf({ [cloud]: { secret_key: UNKNOWN } }).clientOf(service)).toThrow(NotKnownYetError);
    const others = VENDORS.filter((vendor) => vendor !== cloud).map((vendor) => [vendor, UNKNOWN]);
    expect(clientsOf(Object.fromEntries(others)).clientOf(service)).toBeDefined();
  });

  test("keeps its secret out of every message", () => {
    const redacted: string[] = [];
    clientsOf({}, redacted).clientOf(service);
    expect(redacted).toEqual(["dbkill-emulator-secret"]);
  });
});
