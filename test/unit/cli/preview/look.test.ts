import type { LiveModule } from "../../../../src/cli/live";
import { preview } from "../../../../src/cli/preview";
import type { Listing } from "../../../../src/engine/ports";
import { dbbrainFacts } from "../../../../src/vendors/tencent/dbbrain/facts";
import { session } from "../../model/support";
import { document, Folder, testIo, written } from "../support";

const TARGET = { service: "dbbrain", instance_id: "cdb-1" };

describe("a look at a live database", () => {
  let folder: Folder;
  let closed: number;
  beforeEach(() => {
    folder = new Folder();
    closed = 0;
  });
  afterEach(() => folder.dispose());

  /** A database that answers with a listing or an error. */
  const answering = (
    answer: Partial<Listing> | Error,
    explain: LiveModule["explain"] = () => undefined,
  ): LiveModule => ({
    clients: (redact) => {
      redact("hush");
      redact("hush-hush");
      return {
        region: () => "ap-guangzhou",
        whereabouts: () => undefined,
        source: () => ({
          facts: dbbrainFacts,
          name: "cdb-1",
          list: async () => {
            if (answer instanceof Error) throw answer;
            return { sessions: [], complete: true, at: 0, ...answer };
          },
        }),
        killer: () => {
          throw new Error("A preview asked for what kills.");
        },
        close: async () => {
          closed++;
        },
      };
    },
    explain,
    context: () => {
      throw new Error("A preview asked for what a kill needs.");
    },
  });
  const run = async (live: LiveModule) => {
    const io = { ...testIo(), live: () => live };
    const policies = folder.write("policies.json", document(written({ target: TARGET })));
    const code = await preview({ policies, format: "json" }, io);
    return { code, ...io.printed };
  };

  test("warns where there may be more than is listed, with the service's own reason", async () => {
    const sessions = [session()];
    expect((await run(answering({ sessions }))).err).toBe("");
    const { code, err } = await run(answering({ sessions, complete: false }));
    expect(code).toBe(0);
    expect(err).toContain("The first 1 were listed.");
    const own = await run(answering({ complete: false, incomplete: "Only its own." }));
    expect(own.err).toContain("dbbrain cdb-1 may have more");
    expect(own.err).toContain("Only its own.");
  });

  test("keeps keys out of what an error says, the longer one first, and its lines in one", async () => {
    const explain = () => ({
      code: "SOME_CODE",
      summary: "No: hush-hush.",
      detail: "One\n\nhush \u001b[2K two",
    });
    const { code, out, err } = await run(answering(new Error("x"), explain));
    expect(code).toBe(1);
    const [{ error }] = JSON.parse(out).policies;
    expect(error).toEqual({
      code: "SOME_CODE",
      message: "No: (sensitive value). One (sensitive value) \\x1b[2K two",
    });
    expect(err).toBe(`dbkill: dbbrain cdb-1: ${error.message} (SOME_CODE)\n`);
  });

  test("closes what it has opened, whatever happens", async () => {
    await run(answering({}));
    expect(closed).toBe(1);
    await run(answering(new Error("x"), () => ({ code: "SOME_CODE", summary: "x", detail: "y" })));
    expect(closed).toBe(2);
    await expect(run(answering(new TypeError("a bug")))).rejects.toThrow("a bug");
    expect(closed).toBe(3);
  });
});
