import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The largest that the provider may get, in bytes: every start reads all of it. */
const LARGEST = 1_000_000;

describe("the bundled provider", () => {
  const bundle = readFileSync(resolve(__dirname, "../../dist/provider.cjs"));

  test("carries the library of patterns once", () => {
    expect(bundle.toString().split("missing argument to repetition operator")).toHaveLength(2);
  });

  test("stays small", () => {
    expect(bundle.length).toBeLessThan(LARGEST);
  });
});
