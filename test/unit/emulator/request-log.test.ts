import { RequestLog } from "../../../src/emulator/core/request-log";

describe("RequestLog", () => {
  test("keeps the last 10,000 requests, oldest first", () => {
    const log = new RequestLog();
    const request = {
      at: "2026-11-22T10:00:00.000Z",
      service: "dbbrain" as const,
      action: "CreateKillTask",
      instance_id: "cdb-1",
      http_status: 200,
      error_code: null,
      access_key_id: "AKID",
      fault: null,
    };
    for (let index = 0; index < 25_000; index++) log.add({ ...request, request_id: String(index) });
    const kept = log.list({});
    expect(kept).toHaveLength(10_000);
    expect(kept[0]?.request_id).toBe("15000");
    expect(kept.at(-1)?.request_id).toBe("24999");
  });
});
