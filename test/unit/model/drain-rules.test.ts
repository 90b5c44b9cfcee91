import { checkDrainTimes, DRAIN_DEFAULTS, UNDECIDED } from "../../../src/model";

const codes = (times: Partial<Parameters<typeof checkDrainTimes>[0]>) =>
  checkDrainTimes({ ...DRAIN_DEFAULTS, ...times }).map(({ code, path }) => `${code} ${path.join(".")}`);

describe("the phases of a drain", () => {
  test("fit into the time of the operation by default", () => {
    expect(codes({})).toEqual([]);
  });

  test("have to be shorter together than the operation", () => {
    const short = ["DBKILL_DRAIN_TIME_SHORT timeouts.delete"];
    expect(codes({ grace_seconds: 539 })).toEqual([]);
    expect(codes({ grace_seconds: 540 })).toEqual(short);
    expect(codes({ deadline_seconds: 600 })).toEqual(short);
    expect(codes({ delete: 60 })).toEqual(short);
    expect(codes({ delete: 61 })).toEqual([]);
  });

  test.each(["grace_seconds", "deadline_seconds", "delete"])("are no error while %s is not known", (name) => {
    expect(codes({ grace_seconds: 9_999, [name]: UNDECIDED })).toEqual([]);
  });

  test("are told with their sum, and in the words of HCL by default", () => {
    const [problem] = checkDrainTimes({ grace_seconds: 540, deadline_seconds: 90, delete: 600 });
    expect(problem!.summary).toMatch(/\b630 s\b.*timeouts\.delete.*\b600 s\b/);
    expect(problem!.detail).toMatch(/timeouts\.delete.*grace_seconds.*deadline_seconds/);
  });

  test("are told in the words of the reader", () => {
    const [problem] = checkDrainTimes({ ...DRAIN_DEFAULTS, delete: 1 }, (setting) => `<${setting}>`);
    expect(problem!.detail).toMatch(/<timeouts.delete>.*<grace_seconds>.*<deadline_seconds>/);
  });
});
