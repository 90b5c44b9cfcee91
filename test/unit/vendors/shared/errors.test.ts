import { NetworkError, ThrottledError, VendorError } from "../../../../src/vendors/shared/errors";

const DETAILS = { service: "s", remedy: "wait" };

test("errors of another copy of the module are recognised by their class, as after bundling", () => {
  jest.isolateModules(() => {
    const copy =
      require("../../../../src/vendors/shared/errors") as typeof import("../../../../src/vendors/shared/errors");
    expect(copy.ThrottledError).not.toBe(ThrottledError);
    const foreign = new copy.ThrottledError("slow", DETAILS);
    expect(foreign).toBeInstanceOf(VendorError);
    expect(foreign).toBeInstanceOf(ThrottledError);
    expect(foreign).not.toBeInstanceOf(NetworkError);
  });
});

test.each([null, undefined, "text", {}, new Error("x"), { code: "DBKILL_ERR_THROTTLED" }])(
  "%p is not a vendor's error",
  (value) => {
    expect(value instanceof VendorError).toBe(false);
  },
);
