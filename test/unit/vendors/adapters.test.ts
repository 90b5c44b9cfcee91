import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { emulatorEnvironment, VENDORS } from "../../../scripts/emulator-environment";
import { BUILT_IN_ACCESS_KEY } from "../../../src/emulator";
import { adaptersOf } from "../../../src/vendors/adapters";
import { classify } from "../../../src/vendors/classify";
import { factsOf, SERVICE_NAMES } from "../../../src/vendors/facts";
import type { Http } from "../../../src/vendors/http";
import type { Call } from "../../../src/vendors/http/call";
import { systemClock } from "../../../src/vendors/http/clock";
import { NetworkError } from "../../../src/vendors/shared/errors";

/** The folder of each service, such as `huawei/das`. */
const FOLDERS = readdirSync(join(__dirname, "../../../src/vendors"), { recursive: true, encoding: "utf8" })
  .filter((path) => /^\w+\/\w+\/facts\.ts$/.test(path))
  .map(dirname);
/** The services that are called by HTTP. test/unit/vendors/sql has the same for a server itself. */
const CALLED_BY_HTTP = SERVICE_NAMES.filter((service) => service !== "mysql");
const target = (service: string) => ({ service, instance_id: "i-1", tenant_id: "t-1", region: "here" });

/** Fails where a client is asked for, as where there are no credentials. */
const unconfigured = () => {
  throw new Error("no credentials");
};

describe("the registry of adapters", () => {
  test.each(SERVICE_NAMES)("makes the adapters of %s without any credentials", (service) => {
    const { source, killer, tasks } = adaptersOf(service);
    const facts = factsOf(service);
    expect(source(unconfigured, target(service), systemClock).facts).toBe(facts);
    expect(source(unconfigured, target(service), systemClock).name).toContain("i-1");
    expect(killer(unconfigured, target(service), systemClock).killAll !== undefined).toBe(
      facts.kill?.killsAll,
    );
    expect(tasks !== undefined).toBe(facts.task !== undefined);
    expect(tasks?.(unconfigured, target(service)).list !== undefined).toBe(
      facts.task ? facts.task.listed : false,
    );
  });

  test.each(SERVICE_NAMES)("asks for a client at the first call to %s", async (service) => {
    const source = adaptersOf(service).source(unconfigured, target(service), systemClock);
    await expect(source.list(new AbortController().signal, ["1"])).rejects.toThrow("no credentials");
  });

  test("loads no service's code before it is used", () => {
    jest.isolateModules(() => {
      const loaded: string[] = [];
      for (const path of FOLDERS) {
        jest.doMock(`../../../src/vendors/${path}/sessions`, () => {
          loaded.push(path);
          return { DbbrainSessions: class {} };
        });
      }
      const { SERVICE_ADAPTERS: fresh } = require("../../../src/vendors/adapters");
      expect(loaded).toEqual([]);
      fresh.dbbrain.source(unconfigured, target("dbbrain"), systemClock);
      expect(loaded).toEqual(["tencent/dbbrain"]);
      for (const path of FOLDERS) jest.dontMock(`../../../src/vendors/${path}/sessions`);
    });
  });

  describe.each(CALLED_BY_HTTP)("calls %s so that", (service) => {
    const { client, source, killer, tasks } = adaptersOf(service);
    const sent: Call<unknown>[] = [];
    const http = {
      userAgent: "dbkill/0.0.0-test",
      // The answer is lost.
      send: async (call: Call<unknown>) => {
        sent.push(call);
        const details = { service: call.service, action: call.action, ambiguous: true, retryable: true };
        throw new NetworkError("The connection was lost.", { ...details, remedy: "Run again." });
      },
    } as unknown as Http;
    const connect = () =>
      client({
        http,
        setting: () => undefined,
        endpointUrl: () => undefined,
        env: Object.assign({}, ...VENDORS.map((vendor) => emulatorEnvironment(vendor, "http://127.0.0.1:1"))),
        home: "/nonexistent",
        redact: () => {},
      });
    const { signal } = new AbortController();
    const session = { id: "7", user: "u", host: "h", database: "", command: "Query", state: "", info: "" };
    const victim = { ...session, duration_seconds: 9, query_id: "q-1", server: "10.0.0.1:2881" };
    const request = { filter: { users: ["u"] }, durationSeconds: 60 };

    /** When the pipeline may repeat the call, and what its lost answer means. */
    const meaning = async (promise: Promise<unknown>) => {
      const error = await promise.catch((thrown: unknown) => thrown);
      return [sent.at(-1)?.repeat, classify(error)?.kind];
    };

    test("a listing may be repeated, and its lost answer has changed nothing", async () => {
      const listing = source(connect, target(service), systemClock).list(signal, ["7"]);
      expect(await meaning(listing)).toEqual(["always", "failed"]);
    });

    test("a kill is never repeated, and may have been carried out", async () => {
      const kill = killer(connect, target(service), systemClock).kill([victim], signal);
      expect(await meaning(kill)).toEqual(["never", "lost"]);
    });

    if (tasks) {
      test("a kill task is started and stopped again only where nothing was done", async () => {
        const adapter = tasks(connect, target(service));
        expect(await meaning(adapter.start(request))).toEqual(["unless_lost", "lost"]);
        expect(await meaning(adapter.stop("1"))).toEqual(["unless_lost", "lost"]);
        if (adapter.list) expect(await meaning(adapter.list())).toEqual(["always", "failed"]);
      });
    }

    test("each call names the secret that must not be seen", async () => {
      await meaning(source(connect, target(service), systemClock).list(signal, ["7"]));
      expect(sent.at(-1)?.secrets).toContain(BUILT_IN_ACCESS_KEY.secret);
    });
  });

  test("knows no other names", () => {
    expect(() => adaptersOf("toString")).toThrow("Unknown service");
  });
});
