import { SharedHttp } from "../../../src/resources/shared-http";

describe("a pipeline of several clients", () => {
  const pipelines: { closed: number }[] = [];
  const make = () => {
    const pipeline = { closed: 0, close: async () => void pipeline.closed++ };
    pipelines.push(pipeline);
    return pipeline as never;
  };

  test("is made once, and closed with the last of them", async () => {
    const shared = new SharedHttp();
    expect(shared.take(make)).toBe(shared.take(make));
    await shared.give();
    expect(pipelines).toMatchObject([{ closed: 0 }]);
    await shared.give();
    expect(pipelines).toMatchObject([{ closed: 1 }]);
    shared.take(make);
    expect(pipelines).toMatchObject([{ closed: 1 }, { closed: 0 }]);
  });
});
