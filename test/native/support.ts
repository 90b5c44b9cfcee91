import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { archiveName } from "../../src/native";
import { PROVIDER_EXECUTABLE, VERSION } from "../../src/version";

const registry = process.env.DBKILL_TEST_PROVIDER;
if (!registry) throw new Error("npm run test:native builds what these tests look at.");

/** The release's folder for registries, and its network mirror beside it. */
export const REGISTRY: string = registry;
export const MIRROR = join(dirname(REGISTRY), "mirror");
export const PLATFORM = "linux_amd64";

/** The files of this platform's archive. */
export function archived(): Readonly<Record<string, Buffer>> {
  const files = unzipSync(readFileSync(join(REGISTRY, archiveName(PLATFORM))));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)]));
}

/** The executable by itself, in a folder of its own. @returns its path */
export function unpacked(): string {
  const name = `${PROVIDER_EXECUTABLE}_v${VERSION}`;
  const folder = mkdtempSync(join(tmpdir(), "dbkill-executable-"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), archived()[name]!, { mode: 0o755 });
  return join(folder, name);
}
