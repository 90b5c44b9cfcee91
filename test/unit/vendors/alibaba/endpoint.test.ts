import { resolveClickhouseEndpoint, resolveOceanbaseEndpoint } from "../../../../src/vendors/alibaba";

test.each([
  ["cn-hangzhou", "clickhouse.aliyuncs.com"],
  ["cn-hongkong", "clickhouse.aliyuncs.com"],
  ["ap-southeast-1", "clickhouse.aliyuncs.com"],
  ["me-east-1", "clickhouse.aliyuncs.com"],
  ["cn-zhangjiakou", "clickhouse.cn-zhangjiakou.aliyuncs.com"],
  ["eu-central-1", "clickhouse.eu-central-1.aliyuncs.com"],
  ["ap-northeast-9", "clickhouse.ap-northeast-9.aliyuncs.com"],
])("in %s ClickHouse is called at %s", (region, host) => {
  expect(resolveClickhouseEndpoint(region, undefined, {}).href).toBe(`https://${host}/`);
});

test("OceanBase has a host for each region", () => {
  expect(resolveOceanbaseEndpoint("cn-hangzhou", undefined, {}).href).toBe(
    "https://oceanbasepro.cn-hangzhou.aliyuncs.com/",
  );
});

describe.each([
  ["ClickHouse", resolveClickhouseEndpoint, "CLICKHOUSE"],
  ["OceanBase", resolveOceanbaseEndpoint, "OCEANBASEPRO"],
])("the endpoint of %s", (_name, resolve, service) => {
  const vendors = `ALIBABA_CLOUD_ENDPOINT_${service}`;

  test("is the provider's, else dbkill's own variable, else the one of Alibaba's tools", () => {
    const env: NodeJS.ProcessEnv = {
      [`DBKILL_ENDPOINT_URL_${service}`]: "https://one.example",
      DBKILL_ENDPOINT_URL: "https://all.example",
      [vendors]: "https://vendors.example",
    };
    expect(resolve("cn-hangzhou", "https://block.example", env).href).toBe("https://block.example/");
    expect(resolve("cn-hangzhou", null, env).href).toBe("https://one.example/");
    delete env[`DBKILL_ENDPOINT_URL_${service}`];
    expect(resolve("cn-hangzhou", null, env).href).toBe("https://all.example/");
    delete env.DBKILL_ENDPOINT_URL;
    expect(resolve("cn-hangzhou", null, env).href).toBe("https://vendors.example/");
  });

  test("may be a bare host in the variable of Alibaba's tools", () => {
    expect(resolve("cn-hangzhou", null, { [vendors]: " vpc.example\n" }).href).toBe("https://vpc.example/");
  });

  test("is checked there as anywhere, and the error names the variable", () => {
    expect(() => resolve("cn-hangzhou", null, { [vendors]: "http://vpc.example" })).toThrow(
      new RegExp(`from ${vendors}, is http://vpc.example: not encrypted`),
    );
  });
});
