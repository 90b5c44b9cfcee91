import { parseOptions, UsageError } from "../../../scripts/demo/options";
import { VENDORS } from "../../../scripts/emulator-environment";

describe("the demo's options", () => {
  it("are Tencent's API and made-up sessions unless told otherwise", () => {
    expect(parseOptions([])).toEqual({
      help: false,
      policy: false,
      engines: false,
      vendors: ["tencent"],
      mysql: undefined,
    });
  });

  it.each(VENDORS)("take the vendor %s", (vendor) => {
    expect(parseOptions(["--vendor", vendor]).vendors).toEqual([vendor]);
  });

  it("take policies alone", () => {
    expect(parseOptions(["--policy"]).policy).toBe(true);
  });

  it("take the engines alone", () => {
    expect(parseOptions(["--engine", "null"]).engines).toBe(true);
  });

  it("take all vendors", () => {
    expect(parseOptions(["--all"]).vendors).toEqual(VENDORS);
  });

  it.each(["mysql://root@localhost/", "mysql://u:p%40ss@127.0.0.1:3307/db", "mariadb://u:p@[::1]/"])(
    "take the server %s",
    (url) => {
      expect(parseOptions(["--mysql", url])).toMatchObject({ vendors: ["tencent"], mysql: url });
    },
  );

  it.each(["", "localhost", "http://u:hush-hush@host/", "mysql://", "mysql:hush-hush"])(
    "refuse the server %j without repeating it",
    (url) => {
      expect(() => parseOptions([`--mysql=${url}`])).toThrow(UsageError);
      expect(() => parseOptions([`--mysql=${url}`])).toThrow(/^(?!.*hush-hush)/s);
    },
  );

  it.each([
    ["--vendor", "x"],
    ["--vendor"],
    ["--all", "--vendor=huawei"],
    ["--vendor=huawei", "--mysql=mysql://u@host/"],
    ["--all", "--mysql=mysql://u@host/"],
    ["--policy", "--all"],
    ["--policy", "--vendor=huawei"],
    ["--policy", "--mysql=mysql://u@host/"],
    ["--engine"],
    ["--engine", "provider"],
    ["--engine=null", "--policy"],
    ["--engine=null", "--vendor=huawei"],
    ["run"],
    ["--mysql"],
  ])("refuse %j %j", (...args: string[]) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
