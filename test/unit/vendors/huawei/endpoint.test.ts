import { resolveDasEndpoint, resolveMrsEndpoint } from "../../../../src/vendors/huawei";

describe("DAS is called at", () => {
  test.each([
    ["cn-north-4", undefined, {}, "https://das.cn-north-4.myhuaweicloud.com/"],
    ["na-mexico-1", undefined, {}, "https://das.la-south-2.myhuaweicloud.com/"],
    ["eu-west-101", undefined, {}, "https://das.eu-west-101.myhuaweicloud.eu/"],
    ["cn-north-4", undefined, { HW_CLOUD: "cloud.example" }, "https://das.cn-north-4.cloud.example/"],
    [
      "cn-north-4",
      undefined,
      { HUAWEICLOUD_SDK_REGION_DAS_CN_NORTH_4: "https://das.example,https://das2.example" },
      "https://das.example/",
    ],
    [
      "cn-north-1",
      undefined,
      { HUAWEICLOUD_SDK_REGION_DAS_CN_NORTH_4: "https://das.example" },
      "https://das.cn-north-1.myhuaweicloud.com/",
    ],
    [
      "cn-north-4",
      undefined,
      {
        DBKILL_ENDPOINT_URL_DAS: "http://127.0.0.1:4710",
        HUAWEICLOUD_SDK_REGION_DAS_CN_NORTH_4: "https://das.example",
      },
      "http://127.0.0.1:4710/",
    ],
    [
      "cn-north-4",
      "https://proxy.example",
      { DBKILL_ENDPOINT_URL: "http://127.0.0.1:4710" },
      "https://proxy.example/",
    ],
  ])("%s, configured %s, environment %j: %s", (region, configured, env, expected) => {
    expect(resolveDasEndpoint(region, configured, env as NodeJS.ProcessEnv).href).toBe(expected);
  });
});

describe("MRS is called at", () => {
  test.each([
    ["cn-north-4", {}, "https://mrs.cn-north-4.myhuaweicloud.com/"],
    ["na-mexico-1", {}, "https://mrs.na-mexico-1.myhuaweicloud.com/"],
    ["ap-southeast-1", {}, "https://mrs.ap-southeast-1.myhuaweicloud.cn/"],
    ["ap-southeast-4", {}, "https://mrs.ap-southeast-4.myhuaweicloud.cn/"],
    ["ru-northwest-2", {}, "https://mrs.ru-northwest-2.myhuaweicloud.cn/"],
    ["eu-west-101", {}, "https://mrs.eu-west-101.myhuaweicloud.eu/"],
    ["ap-southeast-1", { HW_CLOUD: "cloud.example" }, "https://mrs.ap-southeast-1.cloud.example/"],
    ["cn-north-4", { DBKILL_ENDPOINT_URL_MRS: "http://127.0.0.1:4711" }, "http://127.0.0.1:4711/"],
  ])("%s, environment %j: %s", (region, env, expected) => {
    expect(resolveMrsEndpoint(region, undefined, env as NodeJS.ProcessEnv).href).toBe(expected);
  });
});

test("a root domain that is none is an error that names the variable", () => {
  expect(() => resolveDasEndpoint("cn-north-4", undefined, { HW_CLOUD: "evil.example/x?" })).toThrow(
    "HW_CLOUD",
  );
});

test("a host of the SDK's variable that is none is an error that names the variable", () => {
  const env = { HUAWEICLOUD_SDK_REGION_MRS_CN_NORTH_4: "ftp://mrs.example" };
  expect(() => resolveMrsEndpoint("cn-north-4", undefined, env)).toThrow(
    "HUAWEICLOUD_SDK_REGION_MRS_CN_NORTH_4",
  );
});
