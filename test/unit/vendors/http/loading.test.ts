import { createHttp } from "../../../../src/vendors/http";

test("making a pipeline loads no undici: a provider that makes no call starts without it", () => {
  createHttp({ userAgent: "dbkill/0.0.0-test", env: { HTTPS_PROXY: "not a url" } });
  expect(Object.keys(require.cache).filter((file) => file.includes("undici"))).toEqual([]);
});
