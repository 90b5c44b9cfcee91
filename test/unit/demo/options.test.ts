import { resolve } from "node:path";
import { parseOptions, UsageError } from "../../../scripts/demo/options";
import { VENDORS } from "../../../scripts/emulator-environment";

describe("the demo's options", () => {
  it("are Tencent's API and made-up sessions unless told otherwise", () => {
    expect(parseOptions([])).toEqual({
      help: false,
      policy: false,
      runner: false,
      engines: false,
      vendors: ["tencent"],
      mysql: undefined,
    });
  });

  it.each(VENDORS)("take the vendor %s", (vendor) => {
    expect(parseOptions(["--vendor", vendor]).vendors).toEqual([vendor]);
  });

  it("take policies, or the runner, alone", () => {
    expect(parseOptions(["--policy"])).toMatchObject({ policy: true, runner: false });
    expect(parseOptions(["--runner"])).toMatchObject({ policy: false, runner: true });
  });

  it("take the folder of native archives from where they are called", () => {
    expect(parseOptions(["--native", "release"]).native).toBe(resolve("release"));
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
    ["--runner", "--policy"],
    ["--runner", "--vendor=huawei"],
    ["--policy", "--vendor=huawei"],
    ["--policy", "--mysql=mysql://u@host/"],
    ["--policy", "--native=release"],
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
