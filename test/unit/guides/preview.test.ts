import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explainCommand } from "../../../src/cli/explain";
import { previewCommand } from "../../../src/cli/preview";
import { schemaErrors } from "../../support/json-schema";
import { codeBlocks } from "../../support/markdown";
import { Folder, testIo } from "../cli/support";

const GUIDE = ["docs/guides/preview.md"];
const [document] = codeBlocks(GUIDE, "json");
const [list, table, explanation] = codeBlocks(GUIDE, "text");
const commands = codeBlocks(GUIDE, "shell").flatMap(({ code }) =>
  code.split("\n").filter((line) => line.startsWith("npx dbkill ")),
);

describe("the guide to previews", () => {
  let folder: Folder;
  let exitCode: typeof process.exitCode;
  beforeEach(() => {
    exitCode = process.exitCode;
    folder = new Folder();
    folder.write("policies.json", document!.code);
    folder.write("sessions.txt", list!.code);
  });
  afterEach(() => {
    process.exitCode = exitCode;
    folder.dispose();
  });

  /** What a command of the guide prints, with its files in our folder. */
  async function printed(line: string): Promise<string> {
    const [name, ...words] = line.replace("npx dbkill ", "").split(" ");
    const io = testIo();
    const command = name === "explain" ? explainCommand(io) : previewCommand(io);
    const inFolder = words.map((word) => (/\.(json|txt)$/.test(word) ? `${folder.path}/${word}` : word));
    await command.exitOverride().parseAsync(inFolder, { from: "user" });
    expect(io.printed.err).toBe("");
    return io.printed.out;
  }

  it("has a document that its schema takes", () => {
    expect(schemaErrors("policy-document", JSON.parse(document!.code))).toEqual([]);
  });

  it("shows what its commands print", async () => {
    const onList = commands.filter((line) => line.includes("sessions.txt"));
    expect(onList).toHaveLength(2);
    expect(await printed(onList[0]!)).toBe(table!.code);
    expect(await printed(onList[1]!)).toBe(explanation!.code);
  });

  it("has every option of the commands", () => {
    const text = readFileSync(join(__dirname, "..", "..", "..", GUIDE[0]!), "utf8");
    const flags = [...previewCommand(testIo()).options, ...explainCommand(testIo()).options];
    expect(flags.map(({ long }) => long!).filter((flag) => !text.includes(flag))).toEqual([]);
  });
});
