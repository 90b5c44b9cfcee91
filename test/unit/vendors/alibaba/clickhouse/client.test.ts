import type { ClickhouseClient, ClickhouseCluster } from "../../../../../src/vendors/alibaba";
import { hashPayload, signAcs3 } from "../../../../../src/vendors/alibaba/signer";
import { CREDENTIALS, clickhouseAt, fault, queryOf, success } from "../../support/alibaba";
import { eagerHttp, failure, SECRET_KEY, TOKEN } from "../../support/dbbrain";
import { answer, RawServer, type Reaction, reset } from "../../support/raw-server";

const COMMUNITY: ClickhouseCluster = { edition: "community", clusterId: "cc-1" };
const ENTERPRISE: ClickhouseCluster = { edition: "enterprise", clusterId: "cc-2", computingGroupId: "cg-1" };

const row = (id: string, duration: unknown = "1500") => ({
  InitialAddress: "10.0.0.7",
  InitialQueryId: id,
  InitialUser: "report",
  Query: "SELECT 1",
  QueryDurationMs: duration,
  QueryStartTime: "2026-11-22 07:59:58",
});
const process = (queryId: string, durationMs = 1500) => ({
  queryId,
  user: "report",
  address: "10.0.0.7",
  query: "SELECT 1",
  durationMs,
  startTime: "2026-11-22 07:59:58",
});
const ids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_none, index) => `q${from + index}`);

/** A page as the community edition answers it. */
const page = (rows: object[], total: unknown = String(rows.length)) =>
  success({
    ProcessList: {
      TableSchema: { ResultSet: [{ Name: "initial_query_id", Type: "String" }] },
      Data: { ResultSet: rows },
      Rows: String(rows.length),
      RowsBeforeLimitAtLeast: total,
      Statistics: { BytesRead: "1", ElapsedTime: "0.01", RowsRead: "1" },
    },
  });

/** A page as the enterprise edition answers it. */
const enterprisePage = (rows: object[], TotalCount: unknown = rows.length) =>
  success({ Data: { DBInstanceID: 7, DBInstanceName: "cc-2", ResultSet: rows, TotalCount } });

describe("the ClickHouse client", () => {
  let server: RawServer;
  const http = eagerHttp({ maxRetries: 3 });
  afterEach(() => server.close());
  afterAll(() => http.close());

  const serve = async (...reactions: Reaction[]): Promise<ClickhouseClient> => {
    server = await RawServer.start(...reactions);
    return clickhouseAt(server.url, http);
  };

  test("sends what the API asks for, signed", async () => {
    const client = await serve(success());
    await client.killQueries(COMMUNITY, ["a b*(d)!é~c", "q2"]);
    const { head, headers, body } = server.requests[0]!;
    const path = "/?DBClusterId=cc-1&InitialQueryId=a%20b%2A%28d%29%21%C3%A9~c%2Cq2&RegionId=cn-hangzhou";
    expect(head).toBe(`POST ${path} HTTP/1.1`);
    expect(body).toBe("");
    expect(headers).toMatchObject({
      host: server.url.host,
      accept: "application/json",
      "user-agent": "dbkill/0.0.0-test",
      "x-acs-action": "KillProcess",
      "x-acs-version": "2019-11-11",
      "x-acs-accesskey-id": "LTAItest",
      "x-acs-security-token": TOKEN,
      "x-acs-content-sha256": hashPayload(""),
    });
    expect(headers).not.toHaveProperty("content-type");
    expect(headers["x-acs-date"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(headers["x-acs-date"]!) - Date.now())).toBeLessThan(60_000);
    expect(headers.authorization).toBe(signAcs3({ method: "POST", path, headers }, CREDENTIALS));
  });

  test("signs every attempt anew: no nonce is ever used again", async () => {
    const client = await serve(reset, fault("Throttling.User"), fault("SignatureNonceUsed"), page([]));
    await client.listProcesses(COMMUNITY);
    const nonces = server.requests.map(({ headers }) => headers["x-acs-signature-nonce"]);
    const signatures = server.requests.map(({ headers }) => headers.authorization);
    expect(new Set(nonces).size).toBe(4);
    expect(new Set(signatures).size).toBe(4);
  });

  test.each<[ClickhouseCluster, string, Record<string, string>]>([
    [COMMUNITY, "2019-11-11", { RegionId: "cn-hangzhou", DBClusterId: "cc-1" }],
    [ENTERPRISE, "2023-05-22", { RegionId: "cn-hangzhou", DBInstanceId: "cc-2", ComputingGroupId: "cg-1" }],
  ])("names the cluster as its edition has it: %j", async (cluster, version, named) => {
    const listed = cluster === COMMUNITY ? page([]) : enterprisePage([]);
    const client = await serve(listed, success(), success());
    await client.listProcesses(cluster);
    await client.killQueries(cluster, ["q1"]);
    await client.killEveryQuery(cluster);
    const order = cluster === COMMUNITY ? { Order: "elapsed" } : { QueryOrder: "0" };
    const listing = { PageNumber: "1", PageSize: "100", QueryDurationMs: "1000", ...order };
    expect(server.requests.map(queryOf)).toEqual([
      { ...named, ...listing },
      { ...named, InitialQueryId: "q1" },
      named,
    ]);
    expect(server.requests.map(({ headers }) => headers["x-acs-version"])).toEqual([
      version,
      version,
      version,
    ]);
  });

  describe("listing", () => {
    test.each<[string, ClickhouseCluster, Reaction, unknown]>([
      [
        "the community edition",
        COMMUNITY,
        page([row("q1"), row("q2", "61000")]),
        [process("q1"), process("q2", 61000)],
      ],
      [
        "the enterprise edition",
        ENTERPRISE,
        enterprisePage([row("'q1'", 1500), row('"q2"', 2000)]),
        [process("q1"), process("q2", 2000)],
      ],
      ["numbers in the other edition's shape", COMMUNITY, page([row("q1", 1500)], 1), [process("q1")]],
      ["no query, the list left out", COMMUNITY, success({ ProcessList: {} }), []],
      ["no query, the list null", ENTERPRISE, success({ Data: { ResultSet: null, TotalCount: 0 } }), []],
      [
        "fields left out",
        COMMUNITY,
        page([{ InitialQueryId: "q1", QueryDurationMs: "1500" }]),
        [{ ...process("q1"), user: "", address: "", query: "", startTime: "" }],
      ],
    ])("reads %s", async (_what, cluster, reaction, processes) => {
      const client = await serve(reaction);
      await expect(client.listProcesses(cluster)).resolves.toEqual({ processes, complete: true });
    });

    test.each<[string, ClickhouseCluster, Reaction]>([
      ["no list", COMMUNITY, success()],
      ["the other edition's list", ENTERPRISE, page([row("q1")])],
      ["rows that are none", COMMUNITY, page([7 as unknown as object])],
      ["rows that are no list", ENTERPRISE, success({ Data: { ResultSet: "none" } })],
      ["a row without an id", COMMUNITY, page([row("")])],
      ["a row whose id is nothing but quotation marks", ENTERPRISE, enterprisePage([row("''")])],
      ["a row whose id is a number", COMMUNITY, page([{ ...row("q"), InitialQueryId: 7 }])],
      ["a row without a duration", COMMUNITY, page([{ InitialQueryId: "q1" }])],
      ["a duration that is no number", COMMUNITY, page([row("q1", "1 s")])],
      ["a total that is no number", ENTERPRISE, enterprisePage([row("q1")], "many")],
      ["no RequestId", COMMUNITY, answer(200, { ProcessList: { Data: { ResultSet: [] } } })],
      ["half of its JSON", COMMUNITY, success('{"RequestId": "r", "ProcessList": {')],
      ["no JSON", ENTERPRISE, success("<html>")],
    ])("an answer with %s is malformed, and tried again", async (_what, cluster, reaction) => {
      const client = await serve(reaction);
      expect(await failure(client.listProcesses(cluster))).toMatchObject({
        code: "DBKILL_ERR_MALFORMED_RESPONSE",
        action: "DescribeProcessList",
      });
      expect(server.requests).toHaveLength(4);
    });

    /** Answers each page, the last one for all that follow. */
    const pages =
      (...all: Reaction[]): Reaction =>
      (socket, request) =>
        (all[Number(queryOf(request).PageNumber) - 1] ?? all.at(-1)!)(socket, request);
    const asked = () =>
      server.requests.map((request) => Number(queryOf(request).PageNumber)).sort((a, b) => a - b);
    const rows = (from: number, to: number) => ids(from, to).map((id) => row(id));

    test("goes on to the last page", async () => {
      const client = await serve(
        pages(page(rows(1, 100), "230"), page(rows(101, 200), "230"), page(rows(201, 230), "230")),
      );
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect(processes.map(({ queryId }) => queryId)).toEqual(ids(1, 230));
      expect(complete).toBe(true);
      expect(asked()).toEqual([1, 2, 3]);
    });

    test("reads a long list four pages at a time, and puts them in their order", async () => {
      const waiting: (() => void)[] = [];
      let most = 0;
      const all = Array.from({ length: 9 }, (_none, at) => page(rows(at * 100 + 1, at * 100 + 100), "900"));
      const client = await serve((socket, request) => {
        const respond = () => pages(...all, page([], "900"))(socket, request);
        if (queryOf(request).PageNumber === "1" || queryOf(request).PageNumber === "10") return respond();
        waiting.push(respond);
        most = Math.max(most, waiting.length);
        // The last that was asked for is answered first.
        setTimeout(() => waiting.pop()?.(), 20);
      });
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect(processes.map(({ queryId }) => queryId)).toEqual(ids(1, 900));
      expect(complete).toBe(true);
      expect(asked()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(most).toBe(4);
    });

    test("fails with the page that fails, however many were asked for", async () => {
      const client = await serve(
        pages(page(rows(1, 100), "500"), page(rows(101, 200), "500"), fault("InvalidParameter")),
      );
      expect(await failure(client.listProcesses(COMMUNITY))).toMatchObject({
        vendorCode: "InvalidParameter",
      });
    });

    test("is not complete where it ends before the total that was told", async () => {
      const client = await serve(pages(page(rows(1, 100), "500"), page([], "100")));
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect([processes.length, complete]).toEqual([100, false]);
    });

    test("ends with the empty page after a full one, though the vendor's total is a lower bound", async () => {
      const client = await serve(page(rows(1, 100), "100"), page([], "100"));
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect([processes.length, complete, server.requests.length]).toEqual([100, true, 2]);
    });

    test("goes on where the vendor gives shorter pages than were asked for", async () => {
      const client = await serve(enterprisePage(rows(1, 30), 45), enterprisePage(rows(31, 45), 45));
      const { processes, complete } = await client.listProcesses(ENTERPRISE);
      expect([processes.length, complete]).toEqual([45, true]);
    });

    test.each([
      ["its total", page(rows(1, 100), "140"), page(rows(101, 139), "139")],
      ["the place of a row", page(rows(1, 100), "140"), page(rows(100, 139), "140")],
    ])("is read again where %s moved meanwhile", async (_what, ...moving) => {
      let reading = 0;
      const settled = [page(rows(1, 100), "140"), page(rows(101, 140), "140")];
      const client = await serve((socket, request) => {
        if (queryOf(request).PageNumber === "1") reading += 1;
        pages(...(reading < 3 ? moving : settled))(socket, request);
      });
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect(processes.map(({ queryId }) => queryId)).toEqual(ids(1, 140));
      expect([complete, server.requests.length]).toEqual([true, 6]);
    });

    test("counts once what is on two pages, and is not complete where it moves for ever", async () => {
      const client = await serve(pages(page(rows(1, 100), "141"), page(rows(100, 141), "141")));
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect(processes.map(({ queryId }) => queryId)).toEqual(ids(1, 141));
      expect([complete, server.requests.length]).toEqual([false, 6]);
    });

    test("the parts of a distributed query are one query", async () => {
      const client = await serve(page([row("q1"), row("q1", "1400"), row("q2")]));
      const listed = await client.listProcesses(COMMUNITY);
      expect(listed).toEqual({ processes: [process("q1", 1500), process("q2")], complete: true });
    });

    test("the longest part stands for a distributed query, wherever it is listed", async () => {
      const client = await serve(page([row("q1", "1400"), row("q2"), row("q1", "61000")]));
      const { processes } = await client.listProcesses(COMMUNITY);
      expect(processes).toEqual([process("q1", 61000), process("q2")]);
    });

    test("queries of two users under one id are two", async () => {
      const client = await serve(page([row("q1"), { ...row("q1"), InitialUser: "etl" }]));
      const { processes } = await client.listProcesses(COMMUNITY);
      expect(processes).toEqual([process("q1"), { ...process("q1"), user: "etl" }]);
    });

    test("is not complete where rows are missing", async () => {
      const client = await serve(page(rows(1, 40), "150"), page([], "150"));
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect([processes.length, complete]).toEqual([40, false]);
    });

    test("ends where the vendor gives the same full page for ever", async () => {
      const client = await serve(page(rows(1, 100), "100"));
      const { processes, complete } = await client.listProcesses(COMMUNITY);
      expect([processes.length, complete, server.requests.length]).toEqual([100, false, 200]);
    });
  });

  describe("killing", () => {
    test.each<[ClickhouseCluster, object, number | null]>([
      [COMMUNITY, {}, null],
      [ENTERPRISE, { Data: { DBInstanceID: 7, DBInstanceName: "cc-2", Count: 1 } }, 1],
      [ENTERPRISE, { Data: {} }, null],
    ])("in %j, answered with %j", async (cluster, fields, count) => {
      const client = await serve(success({ ...fields }));
      await expect(client.killQueries(cluster, ["q1", "q1"])).resolves.toEqual({
        requestId: "req-ok",
        count,
      });
      await expect(client.killEveryQuery(cluster)).resolves.toEqual({ requestId: "req-ok", count });
    });

    test("ids that don't fit into one request are refused before anything is sent: the caller splits them", async () => {
      const client = await serve(success());
      const queryIds = ids(10_000, 11_999);
      expect((await failure(client.killQueries(ENTERPRISE, queryIds))).constructor).toBe(Error);
      expect(server.requests).toEqual([]);
      const count = client.countFitting(ENTERPRISE, queryIds);
      await client.killQueries(ENTERPRISE, queryIds.slice(0, count));
      expect(server.requests).toHaveLength(1);
      await expect(client.killQueries(ENTERPRISE, queryIds.slice(0, count + 1))).rejects.toThrow();
      expect(server.requests).toHaveLength(1);
    });

    test.each([
      ["a lost answer", reset, true],
      ["throttling", fault("Throttling"), false],
    ] as const)(
      "%s is for the caller to look into, whatever was to be killed",
      async (_what, reaction, ambiguous) => {
        const client = await serve(reaction, reaction, success());
        expect(await failure(client.killQueries(COMMUNITY, ["q1"]))).toMatchObject({ ambiguous });
        expect(server.requests).toHaveLength(1);
        expect(await failure(client.killEveryQuery(COMMUNITY))).toMatchObject({ ambiguous });
        expect(server.requests).toHaveLength(2);
      },
    );

    test.each(["InternalError", "ServiceUnavailable", "SignatureNonceUsed"])(
      "%s may have stopped every query, and that is not done twice",
      async (code) => {
        const client = await serve(fault(code, 503), success());
        expect(await failure(client.killEveryQuery(COMMUNITY))).toMatchObject({ ambiguous: true });
        expect(server.requests).toHaveLength(1);
      },
    );

    test.each<[string, ClickhouseCluster]>([
      ["a cluster without an id", { edition: "community", clusterId: " " }],
      ["a computing group of the community edition", { ...COMMUNITY, computingGroupId: "cg-1" }],
      ["a computing group without an id", { ...ENTERPRISE, computingGroupId: "" }],
    ])("%s is an error before any request: it would kill more than was asked for", async (_what, cluster) => {
      const client = await serve(success());
      for (const promise of [client.killEveryQuery(cluster), client.killQueries(cluster, ["q1"])]) {
        expect((await failure(promise)).constructor).toBe(Error);
      }
      expect(server.requests).toEqual([]);
    });
  });

  test("no error shows the secrets, though the vendor's text quotes them", async () => {
    const quoting: Reaction = (socket, request) => {
      const { authorization } = request.headers;
      const Message = `server string to sign is:POST\n/\n${TOKEN}\n${SECRET_KEY}\n${authorization}`;
      answer(400, { Code: "SignatureDoesNotMatch", Message, RequestId: "r" })(socket, request);
    };
    const client = await serve(quoting);
    const error = await failure(client.killQueries(COMMUNITY, ["q1"]));
    const signature = /Signature=(\w+)$/.exec(server.requests[0]!.headers.authorization!)![1]!;
    const shown = JSON.stringify({ ...error, message: error.message, stack: error.stack });
    expect(error).toMatchObject({ code: "DBKILL_ERR_AUTHENTICATION" });
    for (const secret of [TOKEN, SECRET_KEY, JSON.stringify(SECRET_KEY).slice(1, -1), signature]) {
      expect(shown).not.toContain(secret);
    }
  });
});
