import { existsSync } from "node:fs";
import { join } from "node:path";
import { KillTarget } from "../../src/constructs";
import { SERVICES } from "../../src/constructs/services";
import { SERVICE_NAMES as EMULATED } from "../../src/emulator/core/types";
import { provider } from "../../src/resources/provider";
import { adaptersOf, SERVICE_ADAPTERS } from "../../src/vendors/adapters";
import { factsOf, SERVICE_FACTS, SERVICE_NAMES, type ServiceName } from "../../src/vendors/facts";

const root = join(__dirname, "..", "..");

interface Parts {
  /** Folder in `vendors/`, and file in `emulator/vendors/`. */
  readonly home: string;
  readonly emulator: string;
  /** File in `constructs/services/`. */
  readonly constructs: string;
  readonly killType: string;
  readonly taskType?: string;
  readonly target: () => KillTarget;
}

/** What belongs to a service, beyond its entries in the registries. A new service gets a row here. */
const PARTS: Readonly<Record<ServiceName, Parts>> = {
  dbbrain: {
    home: "tencent/dbbrain",
    emulator: "tencent/dbbrain",
    constructs: "dbbrain",
    killType: "dbkill_tencent_dbbrain_session_kill",
    taskType: "dbkill_tencent_dbbrain_kill_task",
    target: () => KillTarget.tencentMysql("cdb-1"),
  },
  das: {
    home: "huawei/das",
    emulator: "huawei/das",
    constructs: "das",
    killType: "dbkill_huawei_das_session_kill",
    taskType: "dbkill_huawei_das_kill_task",
    target: () => KillTarget.huaweiDas("5c1f6e0d7ad84f2b9a0c3b1e8d6f4a2bin01"),
  },
  mrs: {
    home: "huawei/mrs",
    emulator: "huawei/mrs",
    constructs: "mrs",
    killType: "dbkill_huawei_mrs_sql_cancel",
    target: () => KillTarget.huaweiMrs("0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d"),
  },
  clickhouse: {
    home: "alibaba/clickhouse",
    emulator: "alibaba/clickhouse",
    constructs: "clickhouse",
    killType: "dbkill_alibaba_clickhouse_session_kill",
    target: () => KillTarget.alibabaClickhouse("cc-bp1"),
  },
  oceanbasepro: {
    home: "alibaba/oceanbase",
    emulator: "alibaba/oceanbase",
    constructs: "oceanbase",
    killType: "dbkill_alibaba_oceanbase_session_kill",
    target: () => KillTarget.alibabaOceanbase("ob-1", "t-1"),
  },
};

describe("the registries", () => {
  it("name the same services", () => {
    const names = [...SERVICE_NAMES].sort();
    expect(Object.keys(SERVICE_ADAPTERS).sort()).toEqual(names);
    expect(Object.keys(SERVICES).sort()).toEqual(names);
    expect([...EMULATED].sort()).toEqual(names);
  });

  it("hold each kill and each kill task of the provider for a service", () => {
    const listed = Object.values(PARTS).flatMap(({ killType, taskType }) =>
      [killType, taskType ?? []].flat(),
    );
    const types = Object.keys(provider.resources).filter((type) => /_(kill|cancel|kill_task)$/.test(type));
    expect(types.sort()).toEqual(listed.sort());
  });

  it.each(["toString", "mysql2", ""])("refuse the unknown service %j", (name) => {
    expect(() => factsOf(name)).toThrow("Unknown service");
    expect(() => adaptersOf(name)).toThrow("Unknown service");
  });
});

describe.each(SERVICE_NAMES)("the parts of %s", (service) => {
  const parts = PARTS[service];
  const facts = factsOf(service);
  const adapters = SERVICE_ADAPTERS[service];

  it.each([
    `src/vendors/${parts.home}/facts.ts`,
    `src/vendors/${parts.home}/client.ts`,
    `src/vendors/${parts.home}/sessions.ts`,
    `src/emulator/vendors/${parts.emulator}.ts`,
    `src/constructs/services/${parts.constructs}.ts`,
    `examples/resources/${parts.killType}/resource.tf`,
  ])("include %s", (file) => {
    expect(existsSync(join(root, file))).toBe(true);
  });

  it("share one set of facts", () => {
    expect(facts.service).toBe(service);
    expect(SERVICE_FACTS[service]).toBe(facts);
    expect(SERVICES[service].facts).toBe(facts);
  });

  it("name a permission for each thing that the service can do", () => {
    for (const able of ["list", "kill", "task"] as const) {
      if (facts[able]) expect([able, facts.permissions[able] ?? []]).not.toEqual([able, []]);
    }
  });

  it("agree on whether there are standing kill tasks", () => {
    const hasTasks = facts.task !== undefined;
    expect(adapters.tasks !== undefined).toBe(hasTasks);
    expect(parts.taskType !== undefined).toBe(hasTasks);
    expect(existsSync(join(root, `src/vendors/${parts.home}/kill-task.ts`))).toBe(hasTasks);
    if (hasTasks)
      expect(existsSync(join(root, `examples/resources/${parts.taskType}/resource.tf`))).toBe(true);
  });

  it("include a target of the constructs", () => {
    expect(parts.target().service).toBe(service);
  });

  it("connect to nothing before they are used", () => {
    const clients = new Proxy({}, { get: () => () => expect(true).toBe(false) }) as never;
    const target = { service, instance_id: "id-1", tenant_id: "t-1", product: "mysql" };
    expect(adapters.source(clients, target).facts).toBe(facts);
    expect(adapters.killer(clients, target)).toBeDefined();
  });
});
