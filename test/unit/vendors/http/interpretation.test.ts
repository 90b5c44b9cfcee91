import type { Response } from "../../../../src/vendors/http/call";
import { interpretation, MAX_ANSWER_BYTES } from "../../../../src/vendors/http/interpretation";
import { RejectedError, ResponseTooLargeError } from "../../../../src/vendors/shared/errors";
import { FakeClock } from "../support/fake-clock";
import { controllerOf, exchangeOf, layerAlone } from "../support/layers";

/** An attempt whose request is on its way, of a call with these fields. */
function attempt(fields: Parameters<typeof exchangeOf>[0] = {}) {
  const exchange = exchangeOf(fields);
  const { run, seen, below } = layerAlone(interpretation(new FakeClock()), exchange);
  run();
  return { exchange, seen, handler: below[0]!.handler, controller: controllerOf() };
}

describe("an answer", () => {
  test("is read whole: status, the first of each header, every byte", () => {
    const answers: [Response, Date][] = [];
    const { exchange, seen, handler, controller } = attempt({
      read: (...answer) => {
        answers.push(answer);
        return { value: 7, requestId: "req" };
      },
    });
    handler.onRequestStart(controller, "context");
    handler.onResponseStart(controller, 201, { a: "1", b: ["2", "3"], c: undefined }, "Created");
    handler.onResponseData(controller, Buffer.from("on"));
    handler.onResponseData(controller, Buffer.from("e"));
    expect(seen).toEqual([["start", "context"]]);
    handler.onResponseEnd(controller, { t: "1" });
    expect(answers).toEqual([
      [
        { status: 201, headers: { a: "1", b: "2" }, body: Buffer.from("one") },
        new Date("2026-11-22T10:00:00Z"),
      ],
    ]);
    expect(Object.keys(answers[0]![0].headers)).toEqual(["a", "b"]);
    expect(exchange).toMatchObject({ value: 7, requestId: "req" });
    expect(seen.slice(1)).toEqual([
      ["status", 201, { a: "1", b: ["2", "3"], c: undefined }, undefined],
      ["end", { t: "1" }],
    ]);
  });

  test("that the reader refuses is the reader's error, and nothing else is seen", () => {
    const refusal = new RejectedError("no", { service: "s", remedy: "-" });
    const { seen, handler, controller } = attempt({
      read: () => {
        throw refusal;
      },
    });
    handler.onResponseEnd(controller, {});
    expect(seen).toEqual([["error", refusal]]);
  });

  test("whose reader fails may have been a success at the vendor's", () => {
    const { seen, handler, controller } = attempt({
      read: () => {
        throw new TypeError("x is undefined");
      },
    });
    handler.onResponseStart(controller, 200, {}, "OK");
    handler.onResponseEnd(controller, {});
    expect(seen).toEqual([["error", expect.anything()]]);
    expect(seen[0]![1]).toMatchObject({
      code: "DBKILL_ERR_MALFORMED_RESPONSE",
      ambiguous: true,
      retryable: false,
      httpStatus: 200,
      service: "s",
      action: "a",
    });
    expect(String(seen[0]![1])).toContain("TypeError: x is undefined");
  });

  test("may have as many bytes as are read, and not one more", () => {
    const { handler, controller } = attempt();
    handler.onResponseStart(controller, 200, {}, "OK");
    handler.onResponseData(controller, Buffer.alloc(MAX_ANSWER_BYTES - 1));
    handler.onResponseData(controller, Buffer.alloc(1));
    expect(controller.reasons).toEqual([]);
    handler.onResponseData(controller, Buffer.alloc(1));
    expect(controller.reasons).toEqual([expect.any(ResponseTooLargeError)]);
    expect(controller.reasons[0]).toMatchObject({
      ambiguous: true,
      httpStatus: 200,
      service: "s",
      action: "a",
    });
  });

  test.each([
    ["always", false],
    ["unless_lost", true],
    ["never", true],
  ] as const)("that is too large to a call repeated %s may be a change: %s", (repeat, changes) => {
    const { handler, controller } = attempt({ repeat });
    handler.onResponseData(controller, Buffer.alloc(MAX_ANSWER_BYTES + 1));
    const { remedy } = controller.reasons[0] as ResponseTooLargeError;
    expect(remedy.includes("may have been carried out")).toBe(changes);
  });

  test("that never comes is ambiguous from when the request was being written", () => {
    const unsent = attempt();
    unsent.handler.onResponseError(unsent.controller, new Error("lost"));
    expect(unsent.seen[0]![1]).toMatchObject({ code: "DBKILL_ERR_NETWORK", ambiguous: false });
    const sent = attempt();
    sent.handler.onRequestStart(sent.controller, undefined);
    sent.handler.onResponseError(sent.controller, new Error("lost"));
    expect(sent.seen[1]![1]).toMatchObject({ code: "DBKILL_ERR_NETWORK", ambiguous: true });
    const known = attempt();
    const error = new RejectedError("no", { service: "s", remedy: "-" });
    known.handler.onResponseError(known.controller, error);
    expect(known.seen).toEqual([["error", error]]);
  });
});
