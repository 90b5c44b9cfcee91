import { AccessKeys, BUILT_IN_ACCESS_KEY } from "../../../../../src/emulator/core/access-keys";
import { Quirks } from "../../../../../src/emulator/core/quirks";
import { RateLimit } from "../../../../../src/emulator/core/rate-limit";
import { World } from "../../../../../src/emulator/core/world";
import { MemoryEngine } from "../../../../../src/emulator/engines/memory";
import { clickhouseApis } from "../../../../../src/emulator/vendors/alibaba/clickhouse";
import { AlibabaCloud } from "../../../../../src/emulator/vendors/alibaba/cloud";
import { oceanbaseApi } from "../../../../../src/emulator/vendors/alibaba/oceanbase";
import {
  type AlibabaCall,
  type SignedCall,
  signByHeader,
  signByParameters,
} from "../../../../support/alibaba-calls";

describe("Alibaba's front door in the emulator", () => {
  /** In which no time passes. */
  function cloud(): AlibabaCloud {
    const world = new World();
    const engine = new MemoryEngine(world);
    return new AlibabaCloud(
      {
        world,
        engine,
        accessKeys: new AccessKeys([BUILT_IN_ACCESS_KEY, { id: "other", secret: "other" }]),
        rateLimit: new RateLimit(() => 0),
        quirks: new Quirks(),
      },
      [...clickhouseApis, oceanbaseApi],
    );
  }
  const carryOut = (vendor: AlibabaCloud, call: SignedCall) =>
    vendor.open(call, Buffer.from(call.body), "request-1").carryOut();
  const identify = (call: SignedCall, withBody: boolean) =>
    cloud().identify(call, withBody ? Buffer.from(call.body) : undefined);

  test("takes a hundred calls of an action within a second, for each action and key apart", async () => {
    const vendor = cloud();
    const codeOf = async (call: AlibabaCall = {}) =>
      (await carryOut(vendor, signByHeader({ query: { DBClusterId: "cc-none" }, ...call }))).errorCode;
    for (let n = 0; n < 100; n++) expect(await codeOf()).toBe("InvalidDBClusterId.NotFound");
    expect(await codeOf()).toBe("Throttling.User");
    expect(await codeOf({ action: "DescribeProcessList" })).toBe("InvalidDBClusterId.NotFound");
    expect(await codeOf({ key: { id: "other", secret: "other" } })).toBe("InvalidDBClusterId.NotFound");
  });

  test("says with a throttled call when to come back, in milliseconds", () => {
    const { status, headers, body } = cloud().fail({ kind: "throttle" }, "request-1");
    expect(status).toBe(400);
    expect(headers).toMatchObject({ "x-acs-retry-after": "1000" });
    expect(JSON.parse(body)).toMatchObject({ Code: "Throttling.User", RequestId: "request-1" });
  });

  test("forgets nonces when the emulator is reset", async () => {
    const vendor = cloud();
    const call = signByHeader({ query: { DBClusterId: "cc-none" } });
    await carryOut(vendor, call);
    expect(await carryOut(vendor, call)).toMatchObject({ errorCode: "SignatureNonceUsed" });
    vendor.reset();
    expect(await carryOut(vendor, call)).toMatchObject({ errorCode: "InvalidDBClusterId.NotFound" });
  });

  test("knows a call by its headers or its query, and by its form where nothing else tells", () => {
    const known = { service: "clickhouse", action: "KillProcess", accessKeyId: "dbkill-emulator" };
    expect(identify(signByHeader({ form: { DBClusterId: "cc-1" } }), false)).toEqual(known);
    expect(identify(signByParameters({ query: { DBClusterId: "cc-1" } }), false)).toEqual(known);
    const form = signByParameters({ form: { DBClusterId: "cc-1" } });
    expect(identify(form, false)).toBeUndefined();
    expect(identify(form, true)).toEqual(known);
  });

  test.each([
    ["clickhouse", "2023-05-22", "KillProcess"],
    ["oceanbasepro", "2019-09-01", "KillProcessList"],
    ["oceanbasepro", "2000-01-01", "DescribeProcessStatsComposition"],
    ["clickhouse", "2000-01-01", "Nothing"],
  ])("takes a call for one of %s where its version is %s and its action %s", (service, version, action) => {
    expect(identify(signByHeader({ version, action }), false)).toMatchObject({ service, action });
  });

  test("leaves alone what is another cloud's", () => {
    const plain = { method: "POST", path: "/", query: "", body: "" };
    const headers = { host: "localhost" };
    expect(identify({ ...plain, headers }, true)).toBeUndefined();
    const tencent = { ...headers, "x-tc-action": "CreateKillTask", authorization: "TC3-HMAC-SHA256 x" };
    expect(identify({ ...plain, headers: tencent }, true)).toBeUndefined();
    const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
    expect(identify({ ...plain, headers: form, body: "a=b" }, true)).toBeUndefined();
  });

  test.each([
    ["PUT", "/"],
    ["POST", "/elsewhere"],
  ])("has nothing for %s %s", async (method, path) => {
    const call = signByHeader({ method, path, query: { DBClusterId: "cc-1" } });
    expect(await carryOut(cloud(), call)).toMatchObject({ status: 404, errorCode: "InvalidApi.NotFound" });
  });
});
