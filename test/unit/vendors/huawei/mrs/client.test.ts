import type { MrsClient } from "../../../../../src/vendors/huawei";
import type { VendorError } from "../../../../../src/vendors/shared/errors";
import { eagerHttp, failure } from "../../support/dbbrain";
import { done, huaweiAt, PROJECT, SQL_ID } from "../../support/huawei";
import { answer, RawServer, type Reaction } from "../../support/raw-server";

const PATH = `/v2/${PROJECT}/clusters/c-1_a/sql-execution/${SQL_ID}`;

describe("the MRS client", () => {
  let server: RawServer;
  const http = eagerHttp({ maxRetries: 0 });
  afterEach(() => server.close());
  afterAll(() => http.close());

  const serve = async (reaction: Reaction): Promise<MrsClient> => {
    server = await RawServer.start(reaction);
    return huaweiAt(server.url, http).mrs;
  };

  test.each([
    [
      { id: SQL_ID, status: "RUNNING", statement: "select 1" },
      { statement: "select 1", message: null },
    ],
    [
      { sql_id: SQL_ID, status: "RUNNING", message: "soon" },
      { statement: null, message: "soon" },
    ],
    [
      { id: "", status: "RUNNING", content: [["1"]] },
      { statement: null, message: null },
    ],
  ])("reads a statement answered as %j", async (content, expected) => {
    const client = await serve(done(content));
    expect(await client.showSql("c-1_a", SQL_ID)).toEqual({ id: SQL_ID, status: "RUNNING", ...expected });
    expect(server.requests[0]).toMatchObject({ head: `GET ${PATH} HTTP/1.1`, body: "" });
  });

  test("a statement that failed is an answer, not an error", async () => {
    const client = await serve(done({ id: SQL_ID, status: "FAILED", message: "killed" }));
    expect(await client.showSql("c-1_a", SQL_ID)).toMatchObject({ status: "FAILED", message: "killed" });
  });

  test("cancels with an empty body", async () => {
    const client = await serve(done({ status: "SUCCEED" }));
    await expect(client.cancelSql("c-1_a", SQL_ID)).resolves.toEqual({ requestId: "req-ok" });
    expect(server.requests[0]).toMatchObject({ head: `POST ${PATH}/cancel HTTP/1.1`, body: "" });
    expect(server.requests[0]!.headers).toMatchObject({ "content-length": "0", "x-project-id": PROJECT });
  });

  test.each([400, 200])("a cancel that failed, with HTTP status %i, tells why", async (status) => {
    const client = await serve(
      answer(status, { status: "FAILED", message: "Cancel sql error" }, { "x-request-id": "r-1" }),
    );
    const error = (await failure(client.cancelSql("c-1_a", SQL_ID))) as VendorError;
    expect(error).toMatchObject({
      code: "DBKILL_ERR_REJECTED",
      message: "mrs CancelSql was refused: FAILED: Cancel sql error.",
      vendorMessage: "Cancel sql error",
      requestId: "r-1",
      httpStatus: status,
      ambiguous: false,
    });
    expect(error.remedy).toContain("runs on");
  });

  test.each([
    ["no status", {}, (client: MrsClient) => client.showSql("c", SQL_ID)],
    ["no status", {}, (client: MrsClient) => client.cancelSql("c", SQL_ID)],
    ["an unknown status", { status: "PERHAPS" }, (client: MrsClient) => client.cancelSql("c", SQL_ID)],
  ])("an answer with %s is malformed", async (_what, content, call) => {
    const client = await serve(done(content));
    expect(await failure(call(client))).toMatchObject({ code: "DBKILL_ERR_MALFORMED_RESPONSE" });
  });

  test.each([
    ["", SQL_ID],
    ["c", ""],
    ["c", ".."],
  ])("cluster %j and statement %j make no call", async (cluster, sql) => {
    const client = await serve(done({ status: "SUCCEED" }));
    expect(await failure(client.cancelSql(cluster, sql))).toBeInstanceOf(RangeError);
    expect(server.requests).toEqual([]);
  });

  test("knows its region and project", async () => {
    const client = await serve(done());
    expect([client.region, client.projectId]).toEqual(["cn-north-4", PROJECT]);
  });
});
