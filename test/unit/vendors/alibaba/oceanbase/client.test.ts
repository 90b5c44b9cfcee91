import type { OceanbaseClient } from "../../../../../src/vendors/alibaba";
import { hashPayload, signAcs3 } from "../../../../../src/vendors/alibaba/signer";
import { CREDENTIALS, fault, formOf, oceanbaseAt, success } from "../../support/alibaba";
import { eagerHttp, failure, TOKEN } from "../../support/dbbrain";
import { RawServer, type Reaction, reset } from "../../support/raw-server";

const TENANT = { instanceId: "ob-1", tenantId: "t-1" };
const BIG = "9007199254740993";
const ONE = { server: "10.0.0.1", id: BIG };
const TWO = { server: "10.0.0.2", id: "42" };

/** A row as the vendor writes it: a session's id is a number of 64 bits. */
const row = (id: string, more = "") =>
  `{"SessionId":${id},"ServerIp":"10.0.0.1","ClientIp":"10.0.0.7:5123","User":"report","Database":"shop","Command":"Query","Status":"ACTIVE","ExecuteTime":75,"SqlText":"select 1","ProxySessId":"77","TenantId":"t-1"${more}}`;
const listing = (...rows: string[]) =>
  success(
    `{"RequestId":"r","Data":{"TotalSessionCount":${rows.length},"AllProcessList":[${rows.join(",")}]}}`,
  );
const kills = (...rows: string[]) => success(`{"RequestId":"r","Data":[${rows.join(",")}]}`);

const SESSION = {
  id: BIG,
  proxySessionId: "77",
  server: "10.0.0.1",
  clientIp: "10.0.0.7:5123",
  user: "report",
  database: "shop",
  command: "Query",
  status: "ACTIVE",
  executeSeconds: 75,
  sqlText: "select 1",
  tenantId: "t-1",
};

describe("the OceanBase client", () => {
  let server: RawServer;
  const http = eagerHttp({ maxRetries: 2 });
  afterEach(() => server.close());
  afterAll(() => http.close());

  const serve = async (...reactions: Reaction[]): Promise<OceanbaseClient> => {
    server = await RawServer.start(...reactions);
    return oceanbaseAt(server.url, http);
  };

  test("sends a form, signed", async () => {
    const client = await serve(kills());
    await client.killSessions({ ...TENANT, sessions: [ONE, TWO] });
    const { head, headers, body } = server.requests[0]!;
    expect(head).toBe("POST / HTTP/1.1");
    expect(formOf(server.requests[0]!)).toEqual({
      InstanceId: "ob-1",
      TenantId: "t-1",
      SessionList: `[{"ServerIp":"10.0.0.1","SessionId":"${BIG}"},{"ServerIp":"10.0.0.2","SessionId":"42"}]`,
    });
    expect(headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded",
      "x-acs-action": "KillProcessList",
      "x-acs-version": "2019-09-01",
      "x-acs-security-token": TOKEN,
      "x-acs-content-sha256": hashPayload(body),
    });
    expect(headers.authorization).toBe(signAcs3({ method: "POST", path: "/", headers }, CREDENTIALS));
  });

  test("lists the sessions of a tenant, without losing a digit of an id", async () => {
    const client = await serve(listing(row(BIG), row("18446744073709551615")));
    await expect(client.listSessions(TENANT)).resolves.toEqual([
      SESSION,
      { ...SESSION, id: "18446744073709551615" },
    ]);
    expect(formOf(server.requests[0]!)).toEqual({ InstanceId: "ob-1", TenantId: "t-1" });
    expect(server.requests[0]!.headers["x-acs-action"]).toBe("DescribeProcessStatsComposition");
  });

  test.each<[string, Reaction, unknown]>([
    ["ids as text", listing(row(`"${BIG}"`)), [SESSION]],
    [
      "a proxy's id as a number",
      listing(row(BIG, `,"ProxySessId":${BIG}`).replace('"ProxySessId":"77",', "")),
      [{ ...SESSION, proxySessionId: BIG }],
    ],
    ["seconds as text", listing(row(BIG).replace(":75,", ':"75",')), [SESSION]],
    [
      "fields left out",
      listing('{"SessionId":42,"ServerIp":"10.0.0.2","Database":null}'),
      [
        {
          ...TWO,
          proxySessionId: null,
          clientIp: "",
          user: "",
          database: "",
          command: "",
          status: "",
          executeSeconds: 0,
          sqlText: "",
          tenantId: null,
        },
      ],
    ],
    ["no session, the list left out", success({ Data: { TotalSessionCount: 0 } }), []],
  ])("reads a list with %s", async (_what, reaction, sessions) => {
    const client = await serve(reaction);
    await expect(client.listSessions(TENANT)).resolves.toEqual(sessions);
  });

  test.each<[string, Reaction]>([
    ["no Data", success()],
    ["a list that is none", success({ Data: { AllProcessList: "none" } })],
    ["a row that is none", success({ Data: { AllProcessList: [7] } })],
    ["a row without an id", listing(row("null"))],
    ["an id that is no integer", listing(row("1.5"))],
    ["an id that is no number", listing(row('"x"'))],
    ["a row without a server", listing('{"SessionId":42}')],
    ["a time that is no number", listing(row("42").replace(":75,", ':"long",'))],
    ["a user that is no text", listing(row("42").replace('"report"', "{}"))],
  ])("a list with %s is malformed", async (_what, reaction) => {
    const client = await serve(reaction);
    expect(await failure(client.listSessions(TENANT))).toMatchObject({
      code: "DBKILL_ERR_MALFORMED_RESPONSE",
      service: "oceanbasepro",
    });
  });

  const asked = { ...TENANT, sessions: [ONE, TWO] };
  const unanswered = { status: null, errorMessage: null, answered: false };

  test.each<[string, Reaction, unknown]>([
    [
      "yes and no for each",
      kills(
        '{"SessionId":42,"ServerIp":"10.0.0.2","Status":"SLEEP","ErrorMessage":"Instance not found."}',
        `{"SessionId":${BIG},"ServerIp":"10.0.0.1","Status":"KILLED","ErrorMessage":""}`,
      ),
      [
        { ...ONE, status: "KILLED", errorMessage: null, answered: true },
        { ...TWO, status: "SLEEP", errorMessage: "Instance not found.", answered: true },
      ],
    ],
    [
      "one of them, and without its server",
      kills(`{"SessionId":"${BIG}","Status":null}`),
      [
        { ...ONE, status: null, errorMessage: null, answered: true },
        { ...TWO, ...unanswered },
      ],
    ],
    [
      "the neighbours of an id that a number can't hold",
      kills('{"SessionId":9007199254740992,"ServerIp":"10.0.0.1"}'),
      [
        { ...ONE, ...unanswered },
        { ...TWO, ...unanswered },
      ],
    ],
    [
      "the same id on another server",
      kills('{"SessionId":42,"ServerIp":"10.0.0.9","ErrorMessage":"no"}'),
      [
        { ...ONE, ...unanswered },
        { ...TWO, ...unanswered },
      ],
    ],
    [
      "no results",
      success(),
      [
        { ...ONE, ...unanswered },
        { ...TWO, ...unanswered },
      ],
    ],
  ])("an answer with %s", async (_what, reaction, results) => {
    const client = await serve(reaction);
    await expect(client.killSessions(asked)).resolves.toMatchObject({ results });
  });

  test("results that are no list are malformed, and the kill may have been carried out", async () => {
    const client = await serve(success({ Data: {} }));
    expect(await failure(client.killSessions(asked))).toMatchObject({
      code: "DBKILL_ERR_MALFORMED_RESPONSE",
      ambiguous: true,
    });
  });

  test("a lost answer to a kill is ambiguous and not asked for again", async () => {
    const client = await serve(reset, kills());
    expect(await failure(client.killSessions(asked))).toMatchObject({ ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });

  test("each session is named once", async () => {
    const client = await serve(kills());
    await client.killSessions({ ...TENANT, sessions: [TWO, ONE, TWO] });
    expect(JSON.parse(formOf(server.requests[0]!).SessionList!)).toHaveLength(2);
  });

  test.each([
    ["no sessions", { ...TENANT, sessions: [] }],
    ["a blank id", { ...TENANT, sessions: [{ server: "s", id: "" }] }],
    ["an id that is no integer", { ...TENANT, sessions: [ONE, { server: "s", id: "1 or 1" }] }],
    ["a session without its server", { ...TENANT, sessions: [{ server: " ", id: "1" }] }],
    ["a blank cluster", { ...asked, instanceId: "" }],
    ["a blank tenant", { ...asked, tenantId: " " }],
  ])("%s is an error before any request", async (_what, input) => {
    const client = await serve(kills());
    expect((await failure(client.killSessions(input))).constructor).toBe(Error);
    expect(server.requests).toEqual([]);
  });

  test("an error that comes with HTTP status 200 is one", async () => {
    const client = await serve(fault("InternalError", 200));
    expect(await failure(client.killSessions(asked))).toMatchObject({
      code: "DBKILL_ERR_SERVER",
      vendorCode: "InternalError",
      ambiguous: true,
    });
  });
});
