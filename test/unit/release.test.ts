import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { contentHash } from "../../scripts/release/archive";
import { leanElf } from "../../scripts/release/lean-elf";
import { contentProblems, packedFiles } from "../../scripts/release/package-content";
import { isReleased, releaseChangelog, versionProblem, withVersion } from "../../scripts/release/version";

describe("what npm would publish", () => {
  const files = packedFiles(resolve(__dirname, "../.."));

  test("is on the list, and is all there", () => {
    // Not built: the files of lib and dist are then missing, and nothing else is wrong.
    const problems = contentProblems(files).filter(
      (problem) => !/^(lib|dist)\/\S+ is missing\.$/.test(problem),
    );
    expect(problems).toEqual([]);
  });

  test.each([
    ".env",
    "lib/cli/main.ts",
    "dist/provider.cjs.code",
    "docs/guides/.draft.md.swp",
    "examples/terraform.tfstate",
    "release/SHA256SUMS",
  ])("does not hold %s", (file) => {
    expect(contentProblems([...files, file]).some((problem) => problem.startsWith(`${file} would`))).toBe(
      true,
    );
  });

  test("needs the provider and the licences", () => {
    const problems = contentProblems(["README.md"]).join("\n");
    for (const file of ["LICENSE", "dist/types.cjs", "dist/THIRD-PARTY-LICENSES.txt", "lib/index.d.ts"])
      expect(problems).toContain(`${file} is missing`);
  });
});

describe("a version", () => {
  test.each([
    ["0.1.0", "0.1.0", true],
    ["0.2.0", "0.1.9", true],
    ["1.0.0-rc.1", "0.9.0", true],
    ["1.0.0", "1.0.0-rc.1", true],
    ["1.0.0-rc.1", "1.0.0", false],
    ["0.1.0", "0.2.0", false],
    ["v1.0.0", "0.2.0", false],
    ["1.0", "0.2.0", false],
  ])("%s after %s: %s", (next, current, can) =>
    expect(versionProblem(next, current) === undefined).toBe(can),
  );

  test("is written in HCL and in the package's file name, and nowhere else", () => {
    expect(
      withVersion('version = "0.1.0" cdktf-dbkill-0.1.0.tgz 0.1.0 version = "0.1.01"', "0.1.0", "0.2.0"),
    ).toBe('version = "0.2.0" cdktf-dbkill-0.2.0.tgz 0.1.0 version = "0.1.01"');
  });
});

describe("the changelog", () => {
  const text = "# Changelog\n\n## [Unreleased]: 0.2.0\n\n- New.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n";

  test("has its newest section dated", () => {
    const released = releaseChangelog(text, "0.2.0", "2026-12-01");
    expect(released).toContain("\n## [0.2.0] - 2026-12-01\n\n- New.");
    expect(isReleased(released, "0.2.0")).toBe(true);
    expect(isReleased(text, "0.2.0")).toBe(false);
  });

  test.each([
    ["is for another version", text, "0.3.0"],
    ["has nothing unreleased", text.replace("[Unreleased]: ", "["), "0.2.0"],
    ["says nothing", text.replace("- New.\n", ""), "0.2.0"],
  ])("that %s is refused", (_, changelog, version) => {
    expect(() => releaseChangelog(changelog, version, "2026-12-01")).toThrow();
  });
});

describe("an archive", () => {
  const entries = [
    { name: "b", bytes: Buffer.from("two"), mode: 0o755 },
    { name: "a", bytes: Buffer.from("one"), mode: 0o644 },
  ];

  test("has the same bytes in every time zone", () => {
    const program = `const { archive, archiveHash } = require(${JSON.stringify(require.resolve("../../scripts/release/archive"))});
      console.log(archiveHash(archive([{ name: "a", bytes: Buffer.from("one"), mode: 0o644 }])));`;
    const [here, there] = ["Asia/Shanghai", "America/Los_Angeles"].map((TZ) =>
      execFileSync(process.execPath, ["--require", require.resolve("tsx/cjs"), "-e", program], {
        env: { PATH: process.env.PATH, TZ },
        encoding: "utf8",
      }),
    );
    expect(here).toMatch(/^zh:[0-9a-f]{64}$/m);
    expect(there).toBe(here);
  });

  test("has the hash of its content that golang.org/x/mod/sumdb/dirhash computes", () => {
    // printf '%s  a\n%s  b\n' "$(printf one | sha256sum | cut -d' ' -f1)" "$(printf two | sha256sum | cut -d' ' -f1)" | sha256sum, as base64
    expect(contentHash(entries)).toBe("h1:0XE42WOCQDaQSCqJ2jNHUzarNsBGppEqhrre3WIwHLg=");
  });
});

test("an executable is cut behind its last segment, and its table of sections forgotten", () => {
  const elf = Buffer.alloc(400);
  elf.write("\x7fELF\x02\x01", "latin1");
  elf.writeBigUInt64LE(64n, 32);
  elf.writeBigUInt64LE(320n, 40);
  elf.writeUInt16LE(56, 54);
  elf.writeUInt16LE(2, 56);
  elf.writeUInt16LE(3, 60);
  elf.writeUInt16LE(2, 62);
  for (const [at, offset, size] of [
    [64, 0n, 176n],
    [120, 200n, 50n],
  ] as const) {
    elf.writeBigUInt64LE(offset, at + 8);
    elf.writeBigUInt64LE(size, at + 32);
  }
  const lean = leanElf(elf);
  expect(lean.length).toBe(250);
  expect([lean.readBigUInt64LE(40), lean.readUInt16LE(60), lean.readUInt16LE(62)]).toEqual([0n, 0, 0]);
  expect(elf.readUInt16LE(60)).toBe(3);
  expect(() => leanElf(Buffer.from("MZ"))).toThrow("ELF");
});
