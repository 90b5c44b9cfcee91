import { readdirSync } from "node:fs";
import { join } from "node:path";
import { adaptersOf, SERVICE_ADAPTERS, type ServiceClients } from "../../../src/vendors/adapters";
import { factsOf, SERVICE_NAMES } from "../../../src/vendors/facts";

const VENDORS = join(__dirname, "../../../src/vendors");
const target = (service: string) => ({ service, instance_id: "i-1", tenant_id: "t-1", region: "here" });

/** Fails at the first client that is asked for, as where there are no credentials. */
const unconfigured = new Proxy({} as ServiceClients, {
  get: (_clients, name) => {
    if (name === "clock") return undefined;
    return () => {
      throw new Error(`asked for ${String(name)}`);
    };
  },
});

describe("the registry of adapters", () => {
  test("has every service that has facts, and every folder of a service has both", () => {
    expect(Object.keys(SERVICE_ADAPTERS).sort()).toEqual([...SERVICE_NAMES].sort());
    const folders = readdirSync(VENDORS, { recursive: true, encoding: "utf8" });
    const withFacts = folders.filter((path) => /^\w+\/\w+\/facts\.ts$/.test(path));
    const withSessions = folders.filter((path) => /^\w+\/\w+\/sessions\.ts$/.test(path));
    expect(withFacts).toHaveLength(SERVICE_NAMES.length);
    expect(withSessions.map((path) => path.replace("sessions", "facts")).sort()).toEqual(withFacts.sort());
  });

  test.each(SERVICE_NAMES)("makes the adapters of %s without any credentials", (service) => {
    const { source, killer, tasks } = adaptersOf(service);
    const facts = factsOf(service);
    expect(source(unconfigured, target(service)).facts).toBe(facts);
    expect(source(unconfigured, target(service)).name).toContain("i-1");
    expect(killer(unconfigured, target(service)).killAll !== undefined).toBe(facts.kill?.killsAll);
    expect(tasks !== undefined).toBe(facts.task !== undefined);
    expect(tasks?.(unconfigured, target(service)).list !== undefined).toBe(
      facts.task ? facts.task.listed : false,
    );
  });

  test.each(SERVICE_NAMES)(
    "asks for the client of the target's region at the first call to %s",
    async (service) => {
      const asked: unknown[] = [];
      const clients = new Proxy({} as ServiceClients, {
        get: (_clients, name) =>
          name === "clock"
            ? undefined
            : (region: unknown) => {
                asked.push(region);
                throw new Error("no credentials");
              },
      });
      const source = adaptersOf(service).source(clients, target(service));
      expect(asked).toEqual([]);
      await expect(source.list(new AbortController().signal, ["1"])).rejects.toThrow("no credentials");
      expect(asked).toEqual(["here"]);
    },
  );

  test("loads no service's code before it is used", () => {
    jest.isolateModules(() => {
      const loaded: string[] = [];
      for (const path of [
        "tencent/dbbrain",
        "huawei/das",
        "huawei/mrs",
        "alibaba/clickhouse",
        "alibaba/oceanbase",
      ]) {
        jest.doMock(`../../../src/vendors/${path}/sessions`, () => {
          loaded.push(path);
          return { DbbrainSessions: class {} };
        });
      }
      const { SERVICE_ADAPTERS: fresh } = require("../../../src/vendors/adapters");
      expect(loaded).toEqual([]);
      fresh.dbbrain.source(unconfigured, target("dbbrain"));
      expect(loaded).toEqual(["tencent/dbbrain"]);
    });
  });

  test("knows no other names", () => {
    expect(() => adaptersOf("toString")).toThrow("Unknown service");
  });
});
