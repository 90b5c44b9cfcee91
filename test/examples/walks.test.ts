import { killed, mustHold, Reader, stepsOf } from "./walk";

interface Walk {
  /** The sessions that die, by the emulator's word: those and no others. */
  readonly victims: readonly string[];
  /** The line from which on Terraform warns of nothing. */
  readonly calmFrom?: string;
}

/** The templates that need nothing but the emulator. */
const WALKS: Record<string, Walk> = {
  quickstart: { victims: ["11", "12"] },
  environments: { victims: ["201", "301"] },
  "beside-the-database": { victims: [] },
  incident: { victims: ["11", "12", "31"] },
  "null-engine": { victims: ["11", "12"] },
  pipeline: { victims: ["11"] },
  "multi-cloud": { victims: ["11", "20261122_091502_00041_k3v8q", "21", "3221487618", "scan-1"] },
  watch: { victims: ["11"], calmFrom: "--- A runner enforces it." },
  module: { victims: ["11"] },
};

describe("the README of a template, followed word for word in an empty folder", () => {
  let reader: Reader;
  beforeEach(() => {
    reader = new Reader();
  });
  afterEach(() => reader.dispose());

  it.each(Object.entries(WALKS))(
    "%s: prints what it says, and kills the sessions it says",
    async (name, walk) => {
      const { script, printed } = stepsOf(`examples/${name}/README.md`);
      const output = await reader.must(script);
      mustHold(printed, output);
      expect(printed.length).toBeGreaterThan(0);
      expect(killed(output)).toEqual(walk.victims);
      if (walk.calmFrom) expect(output.split(walk.calmFrom)[1]).toMatch(/^((?!Warning)[\s\S])+$/);
    },
  );
});
