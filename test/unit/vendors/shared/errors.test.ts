import { VENDOR_ERROR_CODES } from "../../../../src/vendors/shared/error-codes";
import * as errors from "../../../../src/vendors/shared/errors";

const { NetworkError, ThrottledError, VendorError } = errors;

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

const CLASSES = Object.values(errors).filter(
  (value): value is typeof ThrottledError =>
    typeof value === "function" && value !== (VendorError as unknown),
);

test("every class has a code of its own, which the catalogue explains in at most four sentences", () => {
  expect(CLASSES.length).toBeGreaterThan(10);
  const codes = CLASSES.map(({ code }) => code);
  expect(Object.keys(VENDOR_ERROR_CODES).sort()).toEqual([...codes].sort());
  for (const [code, { cause, remedy }] of Object.entries(VENDOR_ERROR_CODES)) {
    expect(code).toMatch(/^DBKILL_ERR_[A-Z_]+$/);
    for (const text of [cause, remedy]) {
      expect(text).toMatch(/\.$/);
      expect(text.split(/[.!?](?=\s|$)/).filter(Boolean).length).toBeLessThanOrEqual(4);
    }
  }
});

test.each(CLASSES.map((type) => [type.code, type] as const))(
  "%s of another copy of the module is recognised by its own class alone",
  (code, type) => {
    jest.isolateModules(() => {
      const copy = require("../../../../src/vendors/shared/errors") as typeof errors;
      const foreign = Object.values(copy).find(
        (value): value is typeof ThrottledError =>
          typeof value === "function" && "code" in value && value.code === code,
      )!;
      const error = new foreign("x", DETAILS);
      expect(error).not.toBe(type);
      expect(CLASSES.filter((other) => error instanceof other)).toEqual([type]);
    });
  },
);
