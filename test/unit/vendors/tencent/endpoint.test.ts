import { resolveDbbrainEndpoint } from "../../../../src/vendors/tencent";

test.each([
  [undefined, {}, "https://dbbrain.tencentcloudapi.com/"],
  [
    undefined,
    { TENCENTCLOUD_DOMAIN: "intl.tencentcloudapi.com" },
    "https://dbbrain.intl.tencentcloudapi.com/",
  ],
  [undefined, { DBKILL_ENDPOINT_URL: "http://127.0.0.1:4710" }, "http://127.0.0.1:4710/"],
  ["https://proxy.example", { DBKILL_ENDPOINT_URL: "http://127.0.0.1:4710" }, "https://proxy.example/"],
])("configured %s, environment %j: DBbrain is called at %s", (configured, env, expected) => {
  expect(resolveDbbrainEndpoint(configured, env as NodeJS.ProcessEnv).href).toBe(expected);
});

test("a root domain that is none is an error", () => {
  expect(() => resolveDbbrainEndpoint(undefined, { TENCENTCLOUD_DOMAIN: "evil.example/x?" })).toThrow(
    "TENCENTCLOUD_DOMAIN",
  );
});
