import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { emulatorCommand, environment } from "../../../src/cli/emulator";
import { mirrorCommand } from "../../../src/cli/mirror";
import { UsageError } from "../../../src/cli/usage-error";
import { Emulator, HUAWEI_QUIRKS } from "../../../src/emulator";

/** What a command that has to fail fails with. */
async function failure(command: Command, ...words: string[]): Promise<Error> {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  return command.parseAsync(words, { from: "user" }).then(
    () => Promise.reject(new Error("expected a failure, got a success")),
    (error: Error) => error,
  );
}

describe("dbkill emulator", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-cli-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ["{", "can't be read"],
    ["{}", "holds no list of faults"],
    ['[{"service":"dbbrain","kind":"boom"}]', "faults[0].kind: must be one of"],
    ['[{"service":"dbbrain","kind":"refuse","action":"Kill"}]', "faults[0].action: is no action of dbbrain"],
  ])("refuses a faults file of %s by its name", async (content, message) => {
    const file = join(folder, "faults.json");
    writeFileSync(file, content);
    const error = await failure(emulatorCommand(), "--port", "0", "--faults", file);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(file);
    expect(error.message).toContain(message);
  });

  test.each(["http://127.0.0.1/", "localhost", "mysql://user:%@127.0.0.1/"])(
    "takes %s for wrong usage of --mysql",
    async (url) => {
      const error = await failure(emulatorCommand(), "--port", "0", "--mysql", url);
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toMatch(/^--mysql: /);
    },
  );

  test.each([
    ["--project-id", "0123-4567"],
    ["--quirk", "answers-late"],
  ])("takes %s %s for wrong usage", async (flag, value) => {
    const error = await failure(emulatorCommand(), "--port", "0", flag, value);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(`${flag}: "${value}" is `);
  });

  test("prints a project that it serves", () => {
    expect(environment("http://127.0.0.1:1", "shop")).toContain(" HW_PROJECT_ID=shop ");
  });

  test("has every option and every quirk in its guide", () => {
    const guide = readFileSync(join(__dirname, "../../../docs/guides/emulator.md"), "utf8");
    const flags = emulatorCommand().options.map(({ long }) => long!);
    expect([...flags, ...HUAWEI_QUIRKS].filter((name) => !guide.includes(`\`${name}`))).toEqual([]);
  });

  test("says whose port is taken and how to choose another", async () => {
    const other = await Emulator.start();
    const error = await failure(emulatorCommand(), "--port", String(other.port));
    await other.close();
    expect(error).not.toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      `Port ${other.port} of 127.0.0.1 is taken. Is another emulator running? Choose another with --port, or --port 0 for a free one.`,
    );
  });
});

test("dbkill mirror takes no folder without a name", async () => {
  expect(await failure(mirrorCommand(), "")).toMatchObject({ code: "commander.invalidArgument" });
});
