import type { ProviderClients } from "../../../../src/resources/provider-clients";
import { listDbbrainSessions } from "../../../../src/resources/tencent/sessions";
import { RejectedError } from "../../../../src/vendors";

const TARGET = { service: "dbbrain", instance_id: "cdb-1" } as const;

/** An instance with so many sessions, whose vendor lists up to `most` of them and refuses a larger limit. */
function list(sessions: number, most: number) {
  const client = {
    describeMySqlProcessList: async ({ Limit }: { Limit: number }) => {
      if (Limit > most) throw new RejectedError("Limit is too large", { service: "dbbrain", remedy: "" });
      return Array.from({ length: Math.min(sessions, Limit) }, (_, index) => ({ ID: `${index + 1}` }));
    },
  };
  const clouds = { dbbrain: () => client } as unknown as ProviderClients;
  return listDbbrainSessions(clouds, TARGET, new AbortController().signal);
}

describe("the sessions that DBbrain lists", () => {
  test.each([
    [3, 10_000, 3, true],
    [1_000, 10_000, 1_000, true],
    [5_000, 10_000, 5_000, true],
    [20_000, 10_000, 10_000, false],
    [5_000, 1_000, 1_000, false],
  ])("of %d with a limit of %d are %d, all of them: %s", async (sessions, most, listed, complete) => {
    const listing = await list(sessions, most);
    expect(listing.sessions).toHaveLength(listed);
    expect(listing.complete).toBe(complete);
  });

  test("are not known where the vendor refuses to list any", async () => {
    await expect(list(3, 10)).rejects.toThrow("Limit is too large");
  });
});
