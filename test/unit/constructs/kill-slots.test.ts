import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { array, assert, integer, property, record } from "fast-check";
import { KillSlots } from "../../../src/constructs/kill-slots";

const ROOM = 3;

describe("KillSlots", () => {
  test("let through as many different tasks as there is room for, the first ones, and no equal ones", () => {
    const claims = array(
      record({ instance: integer({ min: 0, max: 2 }), task: integer({ min: 0, max: 5 }) }),
      { maxLength: 30 },
    );
    assert(
      property(claims, (wanted) => {
        const stack = new TerraformStack(Testing.app(), "stack");
        const slots = KillSlots.of(stack);
        const tasks = wanted.map(({ instance, task }, at) => {
          const construct = new Construct(stack, `task-${at}`);
          slots.claim(construct, {
            kind: "das",
            instanceId: `in${instance}`,
            description: "the instance",
            room: ROOM,
            task,
          });
          return construct;
        });

        const told = tasks.map((task) => {
          const conflict = slots.conflictOf(task);
          if (!conflict) return "fine";
          return "twin" in conflict
            ? `like ${conflict.twin.node.id}`
            : `after ${conflict.holders.map(({ node }) => node.id)}`;
        });
        const expected = wanted.map((one, at) => {
          const earlier = wanted.slice(0, at);
          const isLike = (other: typeof one) => other.instance === one.instance && other.task === one.task;
          const twin = earlier.findIndex(isLike);
          if (twin >= 0) return `like task-${twin}`;
          const different = earlier.flatMap(({ instance, task }, index) => {
            const first = wanted.findIndex((other) => other.instance === instance && other.task === task);
            return instance === one.instance && first === index ? [`task-${index}`] : [];
          });
          return different.length < ROOM ? "fine" : `after ${different.slice(0, ROOM)}`;
        });
        expect(told).toEqual(expected);
      }),
    );
  });
});
