import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks, TEXTS } from "../../support/markdown";
import { Validation } from "../../support/validation";

const examples = join(__dirname, "..", "..", "..", "examples");
/** What the reference shows. The templates beside it are tested as a whole, in test/examples. */
const files = ["provider", "resources", "data-sources"]
  .flatMap((folder) =>
    readdirSync(join(examples, folder), { recursive: true, encoding: "utf8" }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((name) => name.endsWith(".tf"))
  .sort();
const blocks = codeBlocks(TEXTS, "terraform", "hcl");

describe("configurations that readers copy", () => {
  let validation: Validation;
  beforeAll(async () => {
    validation = await Validation.create();
  });
  afterAll(() => validation.dispose());

  it.each(files)("are valid in examples/%s", async (name) => {
    const text = readFileSync(join(examples, name), "utf8");
    const { code, output } = await validation.validate(text, !text.includes('provider "dbkill"'));
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("Success!") });
  });

  it.each(blocks)("are valid in $where", async ({ code: text }) => {
    // A text that shows a resource alone has the provider from the page on the provider.
    const isWhole = text.includes("required_providers");
    const { code, output } = await validation.validate(text, !isWhole);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("Success!") });
  });

  it("would be found out if they were wrong", async () => {
    const { code, output } = await validation.validate(
      'resource "dbkill_tencent_dbbrain_kill_task" "empty" {\n  instance_id = "cdb-8jawylhf"\n}\n',
      true,
    );
    expect(code).toBe(1);
    expect(output).toContain("No sessions are chosen");
  });
});
