import { Emulator, type ServiceName, type SessionsInput } from "../../../src/emulator";
import { codeIn, exchange, READS } from "../../support/emulator-calls";

/** Where an instance is posted, a call that names that region, and one that names another. */
const PLACES: readonly [
  ServiceName,
  string,
  region: string,
  here: object,
  elsewhere: object,
  code: string,
][] = [
  ["dbbrain", "header", "ap-guangzhou", {}, { region: "ap-shanghai" }, "ResourceNotFound"],
  [
    "das",
    "host",
    "cn-north-4",
    { host: "das.cn-north-4.localhost" },
    { host: "das.cn-east-3.localhost:443" },
    "DAS.200114",
  ],
  [
    "das",
    "shared host",
    "na-mexico-1",
    { host: "das.la-south-2.localhost" },
    { host: "das.sa-brazil-1.localhost" },
    "DAS.200114",
  ],
  [
    "mrs",
    "host",
    "cn-north-4",
    { host: "mrs.cn-north-4.localhost" },
    { host: "mrs.cn-east-3.localhost" },
    "12000003",
  ],
  [
    "clickhouse",
    "parameter",
    "cn-hangzhou",
    { region: "cn-hangzhou", host: "clickhouse.cn-beijing.localhost" },
    { region: "cn-beijing" },
    "InvalidDBClusterId.NotFound",
  ],
  [
    "clickhouse",
    "host",
    "cn-hangzhou",
    { host: "clickhouse.aliyuncs.localhost" },
    { host: "clickhouse.cn-beijing.localhost" },
    "InvalidDBClusterId.NotFound",
  ],
  [
    "oceanbasepro",
    "host",
    "cn-hangzhou",
    { host: "oceanbasepro-vpc.cn-hangzhou.localhost" },
    { host: "OceanBasePro.cn-beijing.localhost" },
    "InvalidInstanceId.NotFound",
  ],
];

describe("regions in the emulator", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await Emulator.start({ rateLimit: false });
  });
  afterAll(() => emulator.close());
  afterEach(() => emulator.reset());

  const bodyOf = (service: ServiceName, region?: string): SessionsInput => ({
    service,
    instance_id: "i-1",
    ...(service === "oceanbasepro" && { tenant_id: "t1" }),
    ...(region && { region }),
    sessions: service === "mrs" ? [{ sql_id: "sql-1" }] : [],
  });
  const read = async (service: ServiceName, more: object) => {
    const place = { instanceId: "i-1", host: new URL(emulator.url).host, ...more };
    return (await exchange(emulator.url, READS[service].sign(place))).text;
  };

  test.each(PLACES)(
    "an instance of %s is found by %s in its region, %s, alone",
    async (service, _by, region, here, elsewhere, code) => {
      await emulator.addSessions(bodyOf(service, region));
      expect((await emulator.state()).instances).toMatchObject([{ service, region }]);
      expect(codeIn(await read(service, here))).toBeUndefined();
      const refused = await read(service, elsewhere);
      expect(codeIn(refused)).toBe(code);
      expect(refused).toContain(region);
    },
  );

  test.each(PLACES)(
    "one of %s that was posted without a region is found by %s anywhere",
    async (service, _by, _region, here, elsewhere) => {
      await emulator.addSessions(bodyOf(service));
      expect((await emulator.state()).instances[0]).not.toHaveProperty("region");
      for (const place of [here, elsewhere]) expect(codeIn(await read(service, place))).toBeUndefined();
    },
  );

  test.each<[ServiceName, string]>([
    ["dbbrain", "cn-hangzhou"],
    ["das", "north"],
    ["mrs", "CN-NORTH-4"],
    ["clickhouse", "ap-guangzhou"],
    ["oceanbasepro", "cn-hangzou"],
  ])("%s has no region %s", async (service, region) => {
    await expect(emulator.addSessions(bodyOf(service, region))).rejects.toMatchObject({
      status: 400,
      code: "InvalidField",
    });
  });

  test("an instance's region stays; more sessions need not repeat it", async () => {
    const post = (region?: string) => emulator.addSessions(bodyOf("das", region));
    await post("cn-north-4");
    await post("cn-north-4");
    await post();
    await expect(post("cn-east-3")).rejects.toMatchObject({ status: 409, code: "RegionDiffers" });
    expect((await emulator.state()).instances).toMatchObject([{ region: "cn-north-4" }]);
  });

  test("a host of another service names no region", async () => {
    await emulator.addSessions(bodyOf("das", "cn-north-4"));
    expect(codeIn(await read("das", { host: "proxy.cn-east-3.localhost" }))).toBeUndefined();
  });
});
