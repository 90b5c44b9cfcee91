import fc from "fast-check";
import {
  type ClickhouseClient,
  type ClickhouseCluster,
  queryIdProblem,
} from "../../../../../src/vendors/alibaba";
import { clickhouseAt, queryOf, success } from "../../support/alibaba";
import { eagerHttp } from "../../support/dbbrain";
import { RawServer } from "../../support/raw-server";

/** What people, programs and mishaps use as ids of queries. */
const anyId = fc.oneof(
  { weight: 4, arbitrary: fc.uuid() },
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.string({
    unit: fc.constantFrom("a", "1", ",", " ", "'", '"', "%", "\n", "\0", "\ud800", "，"),
    maxLength: 8,
  }),
  fc.string({ unit: "grapheme", minLength: 900, maxLength: 1500 }),
);
const anyIds = fc.oneof(
  fc.array(anyId, { maxLength: 8 }),
  fc.array(fc.constantFrom("q1", "q2", "q3"), { maxLength: 6 }),
  fc.array(fc.uuid(), { minLength: 80, maxLength: 400 }),
);
const cluster = fc.constantFrom(
  { edition: "community", clusterId: "cc-1" } as const,
  { edition: "enterprise", clusterId: "cc-2" } as const,
  { edition: "enterprise", clusterId: "cc-3", computingGroupId: "cg-1" } as const,
);

/** Kills with as many requests as the ids need. */
async function kill(
  client: ClickhouseClient,
  to: ClickhouseCluster,
  queryIds: readonly string[],
): Promise<void> {
  let left: readonly string[] = [...new Set(queryIds)];
  do {
    const count = Math.max(1, client.countFitting(to, left));
    await client.killQueries(to, left.slice(0, count));
    left = left.slice(count);
  } while (left.length > 0);
}

describe("InitialQueryId, which is dangerous to leave out", () => {
  let server: RawServer;
  const http = eagerHttp();
  beforeAll(async () => {
    server = await RawServer.start(success());
  });
  beforeEach(() => {
    server.requests.length = 0;
  });
  afterAll(async () => {
    await http.close();
    await server.close();
  });

  test("for any texts: an error before the request, or requests that name exactly these, once each", async () => {
    const property = async (to: Parameters<typeof client.killQueries>[0], queryIds: string[]) => {
      server.requests.length = 0;
      const outcome = await kill(client, to, queryIds).catch((error: Error) => error);
      const sent = server.requests.flatMap((request) => queryOf(request).InitialQueryId!.split(","));
      const asked = [...new Set(queryIds)];
      if (outcome instanceof Error) {
        expect(outcome.constructor).toBe(Error);
        expect(asked.length === 0 || asked.some((id) => queryIdProblem(id))).toBe(true);
        expect(sent).toEqual(asked.slice(0, sent.length));
      } else expect(sent).toEqual(asked);
      expect(sent.every((id) => id.trim() !== "")).toBe(true);
      for (const { head } of server.requests) {
        expect(`${server.url.origin}${head.split(" ")[1]}`.length).toBeLessThan(4096);
      }
    };
    const client = clickhouseAt(server.url, http);
    await fc.assert(fc.asyncProperty(cluster, anyIds, property), { numRuns: 300 });
  });

  test("is in every kill but the one that says every", async () => {
    const client = clickhouseAt(server.url, http);
    const call = fc.oneof(
      anyIds.map((queryIds) => ({ queryIds })),
      fc.constant({ queryIds: undefined }),
    );
    const property = async (
      to: Parameters<typeof client.killQueries>[0],
      { queryIds }: { queryIds?: string[] },
    ) => {
      server.requests.length = 0;
      const killed = queryIds ? kill(client, to, queryIds) : client.killEveryQuery(to);
      await killed.catch(() => undefined);
      const without = server.requests.filter((request) => !queryOf(request).InitialQueryId);
      expect(without).toHaveLength(queryIds ? 0 : 1);
    };
    await fc.assert(fc.asyncProperty(cluster, call, property), { numRuns: 100 });
  });

  test("ten thousand ids go in about a hundred requests", async () => {
    const queryIds = Array.from(
      { length: 10_000 },
      (_none, index) => `6c69d508-f05f-4c74-857c-${String(index).padStart(12, "0")}`,
    );
    await kill(clickhouseAt(server.url, http), { edition: "community", clusterId: "cc-1" }, queryIds);
    expect(server.requests.length).toBeLessThan(110);
  });

  test.each([
    ["", "is blank"],
    [" \t", "is blank"],
    [" q1", "has a blank at an end"],
    ["q1\n", "has a blank at an end"],
    ["q1,q2", "has a comma"],
    ["q\u00001", "has a control character"],
    ["''", "has a quotation mark or a backslash"],
    ["'q1", "has a quotation mark or a backslash"],
    ['q1"', "has a quotation mark or a backslash"],
    ["q1\\", "has a quotation mark or a backslash"],
    ["q1') OR ('1' = '1", "has a quotation mark or a backslash"],
    ["q1\\q2", "has a quotation mark or a backslash"],
    ["*", "has neither letter nor digit"],
    ["--", "has neither letter nor digit"],
    ["q\ud800", "is not well-formed Unicode"],
  ])("%j is no id to be sent: it %s", (queryId, problem) => {
    expect(queryIdProblem(queryId)).toContain(problem);
  });

  test.each(["6c69d508-f05f-4c74-857c-d982b7e7e79f", "dag:task (1)", "запрос", "查询-1", "SELECT 1"])(
    "%s is one",
    (queryId) => expect(queryIdProblem(queryId)).toBeUndefined(),
  );

  test.each([
    [[], "would stop every query"],
    [["q1", ""], 'The query id "" is blank.'],
    [["q".repeat(5000)], "is longer than 1000 bytes"],
  ])("an error says what is wrong: %j", async (queryIds, message) => {
    const killing = clickhouseAt(server.url, http).killQueries(
      { edition: "community", clusterId: "c" },
      queryIds,
    );
    await expect(killing).rejects.toThrow(message);
    expect(server.requests).toEqual([]);
  });
});
