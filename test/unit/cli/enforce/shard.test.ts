import fc from "fast-check";
import { isOfShard } from "../../../../src/cli/enforce/shard";

const anyTarget = fc.record({
  service: fc.constantFrom("dbbrain", "das", "mysql", "clickhouse" as const),
  instance_id: fc.string({ minLength: 1, maxLength: 20 }),
});
const anyCount = fc.integer({ min: 1, max: 12 });

function shardsOf(target: Parameters<typeof isOfShard>[0], count: number): number[] {
  const all = Array.from({ length: count }, (_, at) => at + 1);
  return all.filter((index) => isOfShard(target, { index, count }));
}

describe("shards", () => {
  test("are a partition of the targets", () => {
    fc.assert(
      fc.property(anyTarget, anyCount, (target, count) => {
        expect(shardsOf(target, count)).toHaveLength(1);
      }),
    );
  });

  test("keep their targets when one is added, but for those that the new one takes", () => {
    fc.assert(
      fc.property(anyTarget, anyCount, (target, count) => {
        const [before] = shardsOf(target, count);
        const [after] = shardsOf(target, count + 1);
        expect([before, count + 1]).toContain(after);
      }),
    );
  });

  test("have about as many targets each", () => {
    const counts = [0, 0, 0, 0];
    for (let at = 0; at < 4_000; at++) {
      const [shard] = shardsOf({ service: "mysql", instance_id: `db-${at}:3306` }, 4);
      counts[shard! - 1]!++;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test("have all policies of an instance together, however its region and tenant are spelt", () => {
    const target = { service: "oceanbasepro", instance_id: "ob-1" } as const;
    const spellings = [target, { ...target, region: "cn-hangzhou" }, { ...target, tenant_id: "t-1" }];
    expect(new Set(spellings.flatMap((each) => shardsOf(each, 7))).size).toBe(1);
  });

  test("have all policies of a server together, however its address is spelt", () => {
    const shards = ["db-1.example", "DB-1.example:3306", "db-1.EXAMPLE"].map((instance_id) =>
      [7, 11, 13].map((count) => shardsOf({ service: "mysql", instance_id }, count)),
    );
    expect(shards).toEqual([shards[0], shards[0], shards[0]]);
  });
});
