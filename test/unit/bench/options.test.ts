import { parseOptions, UsageError } from "../../../bench/options";

const NAMES = ["plan", "apply", "synth"];
const parse = (...args: string[]) => parseOptions(args, NAMES);

describe("the bench's command line", () => {
  test("has defaults for everything", () => {
    expect(parse()).toEqual({
      help: false,
      only: undefined,
      runs: 3,
      count: 1000,
      json: undefined,
      nodeOptions: undefined,
      check: false,
    });
  });

  test("takes several names after one --only, and --only several times", () => {
    expect(parse("--only", "plan", "apply", "--runs", "5").only).toEqual(["plan", "apply"]);
    expect(parse("--only", "plan", "--check", "--only", "synth").only).toEqual(["plan", "synth"]);
  });

  test.each([
    [["--only", "plam"], '"plam" is no benchmark; there are plan, apply, synth'],
    [["plan"], '"plan" needs --only before it'],
    [["--runs", "0"], '--runs takes a whole number from 1 on, not "0"'],
    [["--runs", "1.5"], '--runs takes a whole number from 1 on, not "1.5"'],
    [["--count", "many"], '--count takes a whole number from 1 on, not "many"'],
    [["--faster"], "--faster"],
  ])("refuses %j and says why", (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });
});
