import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PLATFORMS, PROVIDER_FILES, writeMirror } from "../../src/mirror";
import { archiveName, NATIVE_PLATFORMS } from "../../src/native";

const VERSION = "1.2.3";
const ADDRESS = "registry.terraform.io/dbkill/dbkill";

let scratch: string;
let nativeFolder: string;
let from: string;
let directory: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "dbkill-native-"));
  nativeFolder = join(scratch, "release");
  from = join(scratch, "built");
  directory = join(scratch, "terraform.d", "plugins");
  for (const folder of [nativeFolder, from]) mkdirSync(folder);
  for (const name of PROVIDER_FILES) writeFileSync(join(from, name), name);
  release(["linux_amd64", "windows_arm64"]);
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** A release's folder with archives of these platforms. */
function release(platforms: readonly string[]): void {
  const lines = platforms.map((platform) => {
    const name = archiveName(platform, VERSION);
    writeFileSync(join(nativeFolder, name), platform);
    return `${createHash("sha256").update(platform).digest("hex")}  ${name}\n`;
  });
  writeFileSync(join(nativeFolder, `terraform-provider-dbkill_${VERSION}_SHA256SUMS`), lines.join(""));
}

const write = (options: Partial<Parameters<typeof writeMirror>[0]> = {}) =>
  writeMirror({ directory, version: VERSION, from, nativeFolder, ...options }).map((file) =>
    relative(directory, file),
  );
const everything = (folder = directory) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

describe("a mirror of native executables", () => {
  test("holds the archives of all platforms that the release has", () => {
    const files = ["linux_amd64", "windows_arm64"].map(
      (platform) => `${ADDRESS}/terraform-provider-dbkill_1.2.3_${platform}.zip`,
    );
    expect(write({ binary: "native" })).toEqual(files);
    expect(everything()).toEqual(files);
    expect(readFileSync(join(directory, files[0]!), "utf8")).toBe("linux_amd64");
  });

  test("holds those that are asked for", () => {
    expect(write({ binary: "native", platforms: ["windows_arm64"] })).toEqual([
      `${ADDRESS}/terraform-provider-dbkill_1.2.3_windows_arm64.zip`,
    ]);
  });

  test("takes the folder from the environment", () => {
    process.env.DBKILL_NATIVE_DIR = nativeFolder;
    try {
      expect(write({ binary: "native", nativeFolder: undefined })).toHaveLength(2);
    } finally {
      delete process.env.DBKILL_NATIVE_DIR;
    }
    expect(() => write({ binary: "native", nativeFolder: undefined })).toThrow(
      expect.objectContaining({ code: "DBKILL_NATIVE_FOLDER_MISSING" }),
    );
  });

  test("and the script take each other's place, and leave what is not theirs", () => {
    const other = join(directory, ADDRESS, VERSION, "linux_amd64", "notes.txt");
    write();
    writeFileSync(other, "");
    write({ binary: "native" });
    expect(everything(join(directory, ADDRESS))).toEqual([
      `${VERSION}/linux_amd64/notes.txt`,
      archiveName("linux_amd64", VERSION),
      archiveName("windows_arm64", VERSION),
    ]);
    rmSync(other);
    write();
    expect(everything()).toHaveLength(PLATFORMS.length * PROVIDER_FILES.length);
    write({ binary: "native" });
    expect(existsSync(join(directory, ADDRESS, VERSION))).toBe(false);
  });

  test.each([
    [
      "nothing was downloaded",
      () => rmSync(join(nativeFolder, archiveName("linux_amd64", VERSION))),
      "DBKILL_NATIVE_MISSING",
    ],
    [
      "there are no checksums",
      () => rmSync(join(nativeFolder, `terraform-provider-dbkill_${VERSION}_SHA256SUMS`)),
      "DBKILL_NATIVE_MISSING",
    ],
    [
      "the checksums are of other platforms",
      () => writeFileSync(join(nativeFolder, `terraform-provider-dbkill_${VERSION}_SHA256SUMS`), ""),
      "DBKILL_NATIVE_MISSING",
    ],
    [
      "an archive was downloaded in part",
      () => writeFileSync(join(nativeFolder, archiveName("linux_amd64", VERSION)), "linux"),
      "DBKILL_NATIVE_DAMAGED",
    ],
  ])("is refused where %s", (_, spoil, code) => {
    spoil();
    expect(() => write({ binary: "native", platforms: ["linux_amd64"] })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(existsSync(directory)).toBe(false);
  });

  test("is refused where the folder has no archive at all", () => {
    for (const platform of NATIVE_PLATFORMS)
      rmSync(join(nativeFolder, archiveName(platform, VERSION)), { force: true });
    expect(() => write({ binary: "native" })).toThrow(
      expect.objectContaining({ code: "DBKILL_NATIVE_MISSING" }),
    );
  });

  test("is refused at an address of another type, for which the script has its name changed", () => {
    const source = "registry.example.com/platform/killer";
    expect(() => write({ binary: "native", source })).toThrow(
      expect.objectContaining({ code: "DBKILL_NATIVE_TYPE" }),
    );
    expect(write({ source, platforms: ["linux_amd64"] })).toEqual([
      `${source}/${VERSION}/linux_amd64/terraform-provider-killer_v${VERSION}`,
    ]);
  });
});

test("a script is refused for Windows", () => {
  expect(() => write({ platforms: ["windows_amd64"] })).toThrow(
    expect.objectContaining({ code: "DBKILL_PLATFORM_UNSUPPORTED" }),
  );
});

describe("the address of a provider", () => {
  test.each(["registry.example.com/platform/dbkill", "localhost:8443/a/b", "app.terraform.io/my-org/dbkill"])(
    "may be %s",
    (source) => {
      expect(write({ source, platforms: ["linux_amd64"] })[0]).toMatch(new RegExp(`^${source}/`));
    },
  );

  test.each([
    "dbkill/dbkill",
    "dbkill",
    "registry.example.com/Platform/dbkill",
    "registry.example.com/../dbkill",
    "../../x",
    "/etc/a/b",
    "registry.example.com/platform/dbkill/more",
    "platform/team/dbkill",
    "",
  ])("is refused: %j", (source) => {
    expect(() => write({ source })).toThrow(expect.objectContaining({ code: "DBKILL_SOURCE_INVALID" }));
    expect(existsSync(directory)).toBe(false);
  });
});
