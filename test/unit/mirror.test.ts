import fs, {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PLATFORMS, providerBundle, writeMirror } from "../../src/mirror";
import { VERSION } from "../../src/version";

let scratch: string;
let bundle: string;
let directory: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "dbkill-mirror-"));
  bundle = join(scratch, "bundle");
  directory = join(scratch, "terraform.d", "plugins");
  writeFileSync(bundle, "#!/usr/bin/env node\nfirst\n");
});
afterEach(() => rmSync(scratch, { recursive: true }));

const write = (options = {}) => writeMirror({ bundle, directory, ...options });

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
    expect(everything()).toEqual(files.map((file) => relative(directory, file)).sort());
  });

  test("writes this package's version where none is given", () => {
    expect(write({ platforms: ["linux_amd64"] })[0]).toContain(`terraform-provider-dbkill_v${VERSION}`);
  });

  test("gives every platform the same bytes, executable, whatever the bundle's own mode", () => {
    chmodSync(bundle, 0o600);
    for (const file of write()) {
      expect(readFileSync(file, "utf8")).toBe("#!/usr/bin/env node\nfirst\n");
      expect(statSync(file).mode & 0o777).toBe(0o755);
    }
  });

  test("keeps the bytes once on disk, apart from the bundle", () => {
    const inodes = new Set(write().map((file) => statSync(file).ino));
    expect(inodes.size).toBe(1);
    expect(inodes.has(statSync(bundle).ino)).toBe(false);
  });

  test("copies where the file system has no hard links", () => {
    const link = jest.spyOn(fs, "linkSync").mockImplementation(() => {
      throw Object.assign(new Error("not supported"), { code: "ENOTSUP" });
    });
    try {
      const files = write();
      expect(new Set(files.map((file) => statSync(file).ino)).size).toBe(PLATFORMS.length);
      for (const file of files) expect(readFileSync(file)).toEqual(readFileSync(bundle));
    } finally {
      link.mockRestore();
    }
  });

  test("leaves files that are right untouched", () => {
    const before = write().map((file) => statSync(file));
    const after = write().map((file) => statSync(file));
    expect(after.map((stat) => [stat.ino, stat.ctimeMs])).toEqual(
      before.map((stat) => [stat.ino, stat.ctimeMs]),
    );
  });

  test("replaces a file that differs without touching the one that may be running", () => {
    const [file] = write();
    const running = join(scratch, "running");
    fs.linkSync(file!, running);
    writeFileSync(bundle, "#!/usr/bin/env node\nsecond\n");
    for (const written of write()) expect(readFileSync(written, "utf8")).toContain("second");
    expect(readFileSync(running, "utf8")).toContain("first");
    expect(everything()).toHaveLength(PLATFORMS.length);
  });

  test("mends a file that lost its mode or is missing", () => {
    const [first, second] = write();
    unlinkSync(second!);
    writeFileSync(second!, readFileSync(bundle), { mode: 0o644 });
    unlinkSync(first!);
    for (const file of write()) expect(statSync(file).mode & 0o777).toBe(0o755);
  });

  test("makes the folders around it, and says which one can't be written", () => {
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

describe("providerBundle", () => {
  const built = join(__dirname, "../../dist/terraform-provider-dbkill");

  test("is the package's own, and says how to make it where it is missing", () => {
    const exists = jest.spyOn(fs, "existsSync");
    try {
      exists.mockReturnValue(true);
      expect(providerBundle()).toBe(built);
      exists.mockReturnValue(false);
      expect(() => providerBundle()).toThrow(`there is no ${built}`);
      expect(() => providerBundle()).toThrow("npm run build");
    } finally {
      exists.mockRestore();
    }
  });
});
