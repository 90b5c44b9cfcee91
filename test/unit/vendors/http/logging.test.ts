import { logging } from "../../../../src/vendors/http/logging";
import { RejectedError } from "../../../../src/vendors/shared/errors";
import { FakeClock } from "../support/fake-clock";
import { controllerOf, exchangeOf, layerAlone } from "../support/layers";

/** An attempt that began 12.6 ms ago, and what is logged of it. */
async function attempt() {
  const clock = new FakeClock();
  const lines: unknown[][] = [];
  const exchange = exchangeOf({ endpoint: new URL("https://v.example:8443") });
  const { run, seen, below } = layerAlone(
    logging((...line) => lines.push(line), clock),
    exchange,
  );
  run();
  await clock.run(5);
  exchange.startedAt = clock.now();
  await clock.run(12.6);
  return { exchange, lines, seen, handler: below[0]!.handler, controller: controllerOf() };
}

const COMMON = {
  service: "s",
  action: "a",
  method: "POST",
  host: "v.example:8443",
  attempt: 1,
  duration_ms: 13,
};

describe("the log of an attempt", () => {
  test("has a line for its answer, which it passes on", async () => {
    const { exchange, lines, seen, handler, controller } = await attempt();
    handler.onResponseStart(controller, 201, { a: "b" }, "Created");
    exchange.requestId = "req";
    handler.onResponseEnd(controller, { t: "1" });
    const fields = { ...COMMON, http_status: 201, request_id: "req" };
    expect(lines).toEqual([["debug", "vendor call answered", fields]]);
    expect(seen).toEqual([
      ["status", 201, { a: "b" }, undefined],
      ["end", { t: "1" }],
    ]);
  });

  test("leaves out what an answer does not tell", async () => {
    const { lines, handler, controller } = await attempt();
    handler.onResponseStart(controller, 200, {}, "OK");
    handler.onResponseEnd(controller, {});
    expect(Object.keys(lines[0]![2] as object)).toEqual([...Object.keys(COMMON), "http_status"]);
  });

  test("has a line for a vendor's error, which it passes on", async () => {
    const { lines, seen, handler, controller } = await attempt();
    const details = { vendorCode: "Weird", requestId: "req", httpStatus: 400, remedy: "-" };
    const error = new RejectedError("no", { service: "s", ...details });
    handler.onResponseError(controller, error);
    const fields = { http_status: 400, error_code: error.code, vendor_code: "Weird", request_id: "req" };
    expect(lines).toEqual([["warn", "vendor call failed", { ...COMMON, ...fields }]]);
    expect(seen).toEqual([["error", error]]);
  });

  test("has the name of an error of another kind, and nothing that it does not know", async () => {
    const { lines, handler, controller } = await attempt();
    handler.onResponseError(controller, new TypeError("a bug"));
    expect(lines).toEqual([["warn", "vendor call failed", { ...COMMON, error_code: "TypeError" }]]);
    expect(Object.keys(lines[0]![2] as object)).toEqual([...Object.keys(COMMON), "error_code"]);
  });
});
