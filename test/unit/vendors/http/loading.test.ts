import { createHttp } from "../../../../src/vendors/http";
import { EndpointError } from "../../../../src/vendors/shared/errors";
import { CREATE, dbbrainAt, failure } from "../support/dbbrain";

const loaded = () => Object.keys(require.cache).filter((file) => file.includes("/node_modules/undici/"));

test("undici is loaded by the first call: a provider that makes none starts without it", async () => {
  const http = createHttp({ userAgent: "dbkill/0.0.0-test", env: { HTTPS_PROXY: "not a url" } });
  expect(loaded()).toEqual([]);
  const error = await failure(dbbrainAt(new URL("https://dbbrain.example"), http).createKillTask(CREATE));
  expect(error).toBeInstanceOf(EndpointError);
  expect(loaded()).not.toEqual([]);
});
