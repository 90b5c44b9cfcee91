import { createConnection } from "node:net";
import { setImmediate } from "node:timers/promises";
import Sign from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign";
import { BUILT_IN_ACCESS_KEY, Emulator, type Fault, type FaultKind } from "../../../src/emulator";

describe("faults, as a client sees them", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await Emulator.start();
    await emulator.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [] });
  });
  afterEach(() => emulator.close());

  /** One signed CreateKillTask; `status` absent where the connection broke. */
  async function create(): Promise<{ status?: number; text?: string }> {
    const body = '{"InstanceId":"cdb-1","Duration":-1,"User":"report"}';
    const timestamp = Math.floor(Date.now() / 1000);
    const authorization = Sign.sign3({
      method: "POST",
      url: `${emulator.url}/`,
      payload: Buffer.from(body),
      timestamp,
      service: "dbbrain",
      secretId: BUILT_IN_ACCESS_KEY.id,
      secretKey: BUILT_IN_ACCESS_KEY.secret,
      multipart: false,
      boundary: "",
      headers: { "Content-Type": "application/json" },
    });
    try {
      const response = await fetch(emulator.url, {
        method: "POST",
        body,
        headers: {
          Authorization: authorization,
          "Content-Type": "application/json",
          "X-TC-Action": "CreateKillTask",
          "X-TC-Version": "2021-05-27",
          "X-TC-Region": "ap-guangzhou",
          "X-TC-Timestamp": String(timestamp),
        },
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return {};
    }
  }

  const tasks = async () => (await emulator.state()).tasks.length;
  /** Resolves once the one call is carried out, whether or not it is answered. */
  const carriedOut = async () => {
    for (let made = 0; made === 0; made = await tasks()) await setImmediate();
  };
  const logged = async () => (await emulator.requests()).requests;

  test.each<[FaultKind, number]>([
    ["refuse", 0],
    ["reset_before", 0],
    ["reset_after", 1],
  ])("%s breaks the connection, with %d task afterwards", async (kind, made) => {
    await emulator.setFaults([{ service: "dbbrain", kind, times: 1 }]);
    expect(await create()).toEqual({});
    expect(await tasks()).toBe(made);
    expect(await logged()).toMatchObject([{ action: "CreateKillTask", http_status: null, fault: kind }]);
  });

  test.each<[Omit<Fault, "service">, number, string]>([
    [{ kind: "http_500" }, 500, "InternalError"],
    [{ kind: "http_503" }, 503, "ServiceUnavailable"],
    [{ kind: "throttle" }, 200, "RequestLimitExceeded"],
    [{ kind: "code", code: "OperationDenied.UserHasNoStrategy" }, 200, "OperationDenied.UserHasNoStrategy"],
  ])("%j answers %d %s and does nothing", async (fault, status, code) => {
    await emulator.setFaults([{ service: "dbbrain", ...fault }]);
    const answer = await create();
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text!).Response).toEqual({
      Error: { Code: code, Message: expect.any(String) },
      RequestId: expect.any(String),
    });
    expect(await tasks()).toBe(0);
    expect(await logged()).toMatchObject([
      { instance_id: "cdb-1", http_status: status, error_code: code, fault: fault.kind },
    ]);
  });

  test("malformed carries the call out and cuts the answer", async () => {
    await emulator.setFaults([{ service: "dbbrain", kind: "malformed" }]);
    const { status, text } = await create();
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"Response":/);
    expect(() => JSON.parse(text!)).toThrow(SyntaxError);
    expect(await tasks()).toBe(1);
  });

  test("slow carries the call out at once and answers later", async () => {
    await emulator.setFaults([{ service: "dbbrain", kind: "slow", delay_ms: 300 }]);
    let answered = false;
    const call = create().then((answer) => {
      answered = true;
      return answer;
    });
    await carriedOut();
    expect(answered).toBe(false);
    expect(JSON.parse((await call).text!).Response.Status).toBe(1);
  });

  test("closing does not wait for a slow answer", async () => {
    await emulator.setFaults([{ service: "dbbrain", kind: "slow", delay_ms: 3_600_000 }]);
    const call = create();
    await carriedOut();
    await emulator.close();
    expect(await call).toEqual({});
    emulator = await Emulator.start();
  });

  test("refuse closes before the body was sent", async () => {
    await emulator.setFaults([{ service: "dbbrain", kind: "refuse" }]);
    const socket = createConnection(emulator.port, "127.0.0.1");
    const closed = new Promise<void>((resolve) => {
      socket.on("error", () => undefined).on("close", () => resolve());
    });
    socket.write(
      "POST / HTTP/1.1\r\nHost: localhost\r\nX-TC-Action: CreateKillTask\r\nContent-Length: 100\r\n\r\n",
    );
    await closed;
    expect(await logged()).toMatchObject([{ action: "CreateKillTask", instance_id: null, fault: "refuse" }]);
  });

  test("faults given at the start are in force from the first call", async () => {
    const started = await Emulator.start({ faults: [{ service: "dbbrain", kind: "throttle" }] });
    try {
      const answer = await fetch(started.url, {
        method: "POST",
        headers: { "X-TC-Action": "CreateKillTask" },
      });
      expect(await answer.text()).toContain("RequestLimitExceeded");
    } finally {
      await started.close();
    }
  });
});
