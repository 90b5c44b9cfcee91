import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { PLATFORMS, PROVIDER_FILES, providerFolder, writeMirror } from "../../src/mirror";
import { PROVIDER_EXECUTABLE, VERSION } from "../../src/version";

let scratch: string;
let source: string;
let directory: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "dbkill-mirror-"));
  source = join(scratch, "built");
  directory = join(scratch, "terraform.d", "plugins");
  mkdirSync(source);
  for (const name of PROVIDER_FILES) build(name, "first");
});
afterEach(() => rmSync(scratch, { recursive: true }));

const build = (name: string, text: string) => writeFileSync(join(source, name), `${name}: ${text}`);
const write = (options = {}) => writeMirror({ from: source, directory, ...options });
/** The name of a built file and its place in the mirror, for all files of one platform. */
const filesOf = (executable: string) =>
  PROVIDER_FILES.map(
    (name) => [name, name === PROVIDER_EXECUTABLE ? executable : join(dirname(executable), name)] as const,
  );
const modeOf = (file: string) => statSync(file).mode & 0o777;

/** Every file below the mirror, scratch files included. */
const everything = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();

describe("writeMirror", () => {
  test("lays the provider out as Terraform looks for it, for every platform", () => {
    const files = write({ version: "1.2.3" });
    expect(files.map((file) => relative(directory, file))).toEqual(
      PLATFORMS.map(
        (platform) =>
          `registry.terraform.io/dbkill/dbkill/1.2.3/${platform}/terraform-provider-dbkill_v1.2.3`,
      ),
    );
    const all = files.flatMap((file) => filesOf(file).map(([, place]) => relative(directory, place)));
    expect(everything()).toEqual(all.sort());
  });

  test("writes this package's version where none is given", () => {
    expect(write({ platforms: ["linux_amd64"] })[0]).toContain(`terraform-provider-dbkill_v${VERSION}`);
  });

  test("gives every platform the same bytes; only the first file is executable, whatever the built files' modes", () => {
    for (const name of PROVIDER_FILES) chmodSync(join(source, name), 0o600);
    for (const executable of write()) {
      for (const [name, file] of filesOf(executable)) {
        expect(readFileSync(file, "utf8")).toBe(`${name}: first`);
        expect(modeOf(file)).toBe(name === PROVIDER_EXECUTABLE ? 0o755 : 0o644);
      }
    }
  });

  test("keeps the bytes once on disk, apart from the built files", () => {
    const written = write().map((executable) => filesOf(executable));
    PROVIDER_FILES.forEach((name, at) => {
      const inodes = new Set(written.map((files) => statSync(files[at]![1]).ino));
      expect(inodes.size).toBe(1);
      expect(inodes.has(statSync(join(source, name)).ino)).toBe(false);
    });
  });

  test("copies where the file system has no hard links", () => {
    const link = jest.spyOn(fs, "linkSync").mockImplementation(() => {
      throw Object.assign(new Error("not supported"), { code: "ENOTSUP" });
    });
    try {
      const files = write();
      expect(new Set(files.map((file) => statSync(file).ino)).size).toBe(PLATFORMS.length);
      for (const file of files) expect(readFileSync(file, "utf8")).toBe(`${PROVIDER_EXECUTABLE}: first`);
    } finally {
      link.mockRestore();
    }
  });

  test("leaves files that are right untouched", () => {
    const look = () => write().flatMap((file) => filesOf(file).map(([, place]) => statSync(place)));
    const before = look();
    const after = look();
    expect(before).toHaveLength(PLATFORMS.length * PROVIDER_FILES.length);
    expect(after.map((stat) => [stat.ino, stat.ctimeMs])).toEqual(
      before.map((stat) => [stat.ino, stat.ctimeMs]),
    );
  });

  test("replaces a file that differs without touching the one that may be running", () => {
    const [file] = write();
    const running = join(scratch, "running");
    fs.linkSync(file!, running);
    for (const name of PROVIDER_FILES) build(name, "second");
    for (const written of write().flatMap(filesOf)) {
      expect(readFileSync(written[1], "utf8")).toContain("second");
    }
    expect(readFileSync(running, "utf8")).toContain("first");
    expect(everything()).toHaveLength(PLATFORMS.length * PROVIDER_FILES.length);
  });

  test("repairs a file that lost its mode or is missing", () => {
    const [first, second] = write();
    unlinkSync(second!);
    writeFileSync(second!, readFileSync(join(source, PROVIDER_EXECUTABLE)), { mode: 0o644 });
    unlinkSync(first!);
    unlinkSync(join(dirname(first!), "start.cjs"));
    for (const file of write()) expect(modeOf(file)).toBe(0o755);
    expect(everything()).toHaveLength(PLATFORMS.length * PROVIDER_FILES.length);
  });

  test("creates the folders above it, and says which one can't be written", () => {
    const deep = join(scratch, "a", "b", "c");
    expect(write({ directory: deep })).toHaveLength(PLATFORMS.length);
    writeFileSync(join(scratch, "file"), "");
    for (const refused of [join(scratch, "file"), join(scratch, "file", "x")]) {
      expect(() => write({ directory: refused })).toThrow(`${refused} can't be written: `);
    }
  });

  test("ends where a folder answers that a new one in it does not exist", () => {
    const mkdir = jest.spyOn(fs, "mkdirSync").mockImplementation(() => {
      throw Object.assign(new Error("ENOENT: no such file or directory"), { code: "ENOENT" });
    });
    try {
      expect(() => write()).toThrow(`${directory} can't be written: ENOENT`);
    } finally {
      mkdir.mockRestore();
    }
  });

  test("leaves nothing half done behind where it fails", () => {
    const rename = jest.spyOn(fs, "renameSync").mockImplementation(() => {
      throw new Error("disk full");
    });
    try {
      expect(() => write()).toThrow("disk full");
    } finally {
      rename.mockRestore();
    }
    expect(everything()).toEqual([]);
  });
});

describe("providerFolder", () => {
  const built = join(__dirname, "../../dist");

  test("is the package's own", () => {
    const exists = jest.spyOn(fs, "existsSync").mockReturnValue(true);
    try {
      expect(providerFolder()).toBe(built);
    } finally {
      exists.mockRestore();
    }
  });

  test.each(PROVIDER_FILES)("is an error that says how to build it where %s is missing", (name) => {
    const missing = join(built, name);
    const exists = jest.spyOn(fs, "existsSync").mockImplementation((path) => path !== missing);
    try {
      expect(() => providerFolder()).toThrow(missing);
      expect(() => providerFolder()).toThrow("npm run build");
    } finally {
      exists.mockRestore();
    }
  });
});
