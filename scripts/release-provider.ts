/** `npm run release:provider`: builds the provider for machines without Node.js: an executable for each platform, in the layout of registries and mirrors. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { providerFolder } from "../src/mirror";
import { archiveName } from "../src/native";
import { archive, contentHash, type Entry, sha256 } from "./release/archive";
import { buildExecutable } from "./release/executable";
import { type Built, writeNetworkMirror, writeRegistryFiles } from "./release/layout";
import { BUILD_PLATFORM, TARGETS, type Target } from "./release/targets";

const ROOT = resolve(__dirname, "..");
const PLATFORMS = TARGETS.map(({ platform }) => platform);

const USAGE = `Usage: npm run release:provider [-- OPTIONS]

Builds the provider with Node.js in it, on Linux (amd64), for: ${PLATFORMS.join(" ")}.

  --platform OS_ARCH...  build these alone
  --out FOLDER           where to write registry/ and mirror/ (default: release)
  --check                build each twice, and fail where they differ
  --help                 print this

DBKILL_GPG_KEY names a key of gpg's that signs SHA256SUMS; DBKILL_SIGN_COMMAND is a program that is called with
the file and where its signature goes.`;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      platform: { type: "string", multiple: true },
      out: { type: "string", default: join(ROOT, "release") },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (`${process.platform}-${process.arch}` !== "linux-x64")
    throw new Error(
      `Releases are built on ${BUILD_PLATFORM}, for every platform: the bytes would differ elsewhere.`,
    );
  const wanted = values.platform && [...values.platform, ...positionals];
  const unknown = (wanted ?? positionals).find((name) => !PLATFORMS.includes(name));
  if (unknown !== undefined) throw new Error(`Unknown platform ${unknown}.\n\n${USAGE}`);
  const targets = TARGETS.filter(({ platform }) => wanted?.includes(platform) ?? true);
  const built = targets.map((target) => (values.check ? buildTwice(target) : build(target)));
  writeRegistryFiles(join(values.out, "registry"), built, process.env);
  writeNetworkMirror(join(values.out, "mirror"), built);
  for (const { platform, zip } of built) console.log(`${sha256(zip)}  ${archiveName(platform)}`);
}

/** Builds of a commit are reproducible, so anyone can check that an archive was built from it. */
function buildTwice(target: Target): Built {
  const [first, second] = [build(target), build(target)];
  if (first.zip.equals(second.zip)) return first;
  throw new Error(
    `Two builds for ${target.platform} differ: ${sha256(first.zip)} and ${sha256(second.zip)}.`,
  );
}

function build(target: Target): Built {
  const folder = mkdtempSync(join(tmpdir(), "dbkill-release-"));
  try {
    const { name, path, nodeLicence } = buildExecutable(target, folder);
    const text = (file: string, content: string): Entry => ({
      name: file,
      bytes: Buffer.from(content),
      mode: 0o644,
    });
    const entries = [
      text("LICENSE.txt", readFileSync(join(ROOT, "LICENSE"), "utf8")),
      text("NODE-LICENSE.txt", nodeLicence),
      text(
        "THIRD-PARTY-LICENSES.txt",
        readFileSync(join(providerFolder(), "THIRD-PARTY-LICENSES.txt"), "utf8"),
      ),
      { name, bytes: readFileSync(path), mode: 0o755 },
    ];
    return { platform: target.platform, zip: archive(entries), contentHash: contentHash(entries) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
