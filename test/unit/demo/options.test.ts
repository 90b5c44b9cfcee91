import { parseOptions, UsageError } from "../../../scripts/demo/options";

describe("the demo's options", () => {
  it("are made-up sessions unless told otherwise", () => {
    expect(parseOptions([])).toEqual({ help: false, mysql: undefined });
  });

  it.each(["mysql://root@localhost/", "mysql://u:p%40ss@127.0.0.1:3307/db", "mariadb://u:p@[::1]/"])(
    "take the server %s",
    (url) => {
      expect(parseOptions(["--mysql", url])).toEqual({ help: false, mysql: url });
    },
  );

  it.each(["", "localhost", "http://u:hush-hush@host/", "mysql://", "mysql:hush-hush"])(
    "refuse the server %j without repeating it",
    (url) => {
      expect(() => parseOptions([`--mysql=${url}`])).toThrow(UsageError);
      expect(() => parseOptions([`--mysql=${url}`])).toThrow(/^(?!.*hush-hush)/s);
    },
  );

  it.each([["--vendor", "x"], ["run"], ["--mysql"]])("refuse %j %j", (...args: string[]) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
