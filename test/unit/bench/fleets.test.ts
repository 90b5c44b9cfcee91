import { killTasks } from "../../../bench/configuration";
import { DAS, DBBRAIN } from "../../../bench/fleets";

/** What a block says of one attribute. */
const read = (block: string, pattern: RegExp) => pattern.exec(block)![1]!;

describe("a fleet", () => {
  test.each([DBBRAIN, DAS])("of $what declares as many tasks as asked for, on its own instances", (fleet) => {
    const blocks = fleet.tasks(12);
    const used = new Set(blocks.map((block) => read(block, /instance_id = "(.*)"/)));
    expect(blocks).toHaveLength(12);
    expect([...used]).toEqual(fleet.instanceIds(12));
    expect(killTasks(fleet, 12, { preview: false }).match(/^resource /gm)).toHaveLength(12);
  });

  test("of DAS has five tasks on an instance at most, no two of them equal", () => {
    const tasks = DAS.tasks(12).map((block) => block.replace(/^resource.*$/m, ""));
    expect(new Set(tasks).size).toBe(12);
    expect(DAS.instanceIds(12)).toHaveLength(3);
    expect(DAS.instanceIds(1000)).toHaveLength(200);
  });
});
