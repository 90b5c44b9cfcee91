import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archiveName } from "../../src/native";
import { PROVIDER_EXECUTABLE, PROVIDER_SOURCE, VERSION } from "../../src/version";
import { archiveHash, sha256 } from "./archive";

/** An archive that was built, by platform. */
export interface Built {
  readonly platform: string;
  readonly zip: Buffer;
  readonly contentHash: string;
}

const PREFIX = `${PROVIDER_EXECUTABLE}_${VERSION}`;

/**
 * The files that a registry needs (https://developer.hashicorp.com/terraform/registry/providers/publishing): archives, `SHA256SUMS`, its signature,
 * and the manifest that names the protocol.
 *
 * @param gpg - the signing settings; see `signSums`
 */
export function writeRegistryFiles(folder: string, built: readonly Built[], env: NodeJS.ProcessEnv): void {
  mkdirSync(folder, { recursive: true });
  const manifest = `${JSON.stringify({ version: 1, metadata: { protocol_versions: ["6.0"] } }, null, 2)}\n`;
  const files = new Map<string, Uint8Array>([
    ...built.map(({ platform, zip }) => [archiveName(platform), zip] as const),
    [`${PREFIX}_manifest.json`, Buffer.from(manifest)],
  ]);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const sums = join(folder, `${PREFIX}_SHA256SUMS`);
  const lines = [...files].sort().map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`);
  writeFileSync(sums, lines.join(""));
  rmSync(`${sums}.sig`, { force: true });
  signSums(sums, env);
}

/**
 * Writes `SHA256SUMS.sig`, a detached signature in binary form. `DBKILL_SIGN_COMMAND` is a program that is called with the paths of the file
 * and the signature; else `DBKILL_GPG_KEY` names a gpg key. Without either, nothing is signed.
 */
export function signSums(sums: string, env: NodeJS.ProcessEnv): void {
  const { DBKILL_SIGN_COMMAND: command, DBKILL_GPG_KEY: key } = env;
  const signature = `${sums}.sig`;
  if (command) execFileSync(command, [sums, signature], { env, stdio: "inherit" });
  else if (key) {
    const how = ["--batch", "--yes", "--local-user", key, "--output", signature, "--detach-sign", sums];
    execFileSync("gpg", how, { env, stdio: "inherit" });
  }
}

/**
 * A network mirror (https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol): static files for any HTTPS
 * server. Its folder is a `filesystem_mirror` as well, of archives.
 */
export function writeNetworkMirror(root: string, built: readonly Built[]): void {
  const folder = join(root, ...PROVIDER_SOURCE.split("/"));
  mkdirSync(folder, { recursive: true });
  const index = join(folder, "index.json");
  writeJson(index, { versions: { ...knownVersions(index), [VERSION]: {} } });
  writeJson(join(folder, `${VERSION}.json`), {
    archives: Object.fromEntries(
      built.map(({ platform, zip, contentHash }) => [
        platform,
        { url: archiveName(platform), hashes: [contentHash, archiveHash(zip)] },
      ]),
    ),
  });
  for (const { platform, zip } of built) writeFileSync(join(folder, archiveName(platform)), zip);
}

/** The versions of earlier releases: a mirror keeps all versions in use. */
function knownVersions(index: string): object {
  try {
    return JSON.parse(readFileSync(index, "utf8")).versions;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function writeJson(path: string, content: object): void {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
}
