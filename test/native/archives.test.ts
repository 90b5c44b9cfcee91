import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, normalize } from "node:path";
import { signSums } from "../../scripts/release/layout";
import { Terraform } from "../../scripts/terraform";
import { makeCertificate } from "../../src/framework/server/certificate";
import { archiveName } from "../../src/native";
import { PROVIDER_EXECUTABLE, PROVIDER_SOURCE, VERSION } from "../../src/version";
import { archived, MIRROR, PLATFORM, REGISTRY } from "./support";

const PREFIX = `${PROVIDER_EXECUTABLE}_${VERSION}`;
const configuration = (source: string) => `terraform {
  required_providers {
    dbkill = {
      source  = "${source}"
      version = "${VERSION}"
    }
  }
}
`;

describe("an archive", () => {
  test("holds the executable and the licences of everything in it", () => {
    const files = archived();
    expect(Object.keys(files).sort()).toEqual([
      "LICENSE.txt",
      "NODE-LICENSE.txt",
      "THIRD-PARTY-LICENSES.txt",
      `${PROVIDER_EXECUTABLE}_v${VERSION}`,
    ]);
    expect(files["LICENSE.txt"]!.toString()).toContain("Apache License");
    // Node.js lists those of V8, OpenSSL and all the rest in its own.
    for (const part of ["Node.js is licensed for use", "OpenSSL", "V8", "ICU"])
      expect(files["NODE-LICENSE.txt"]!.toString()).toContain(part);
    expect(files["THIRD-PARTY-LICENSES.txt"]!.toString()).toMatch(/^undici \S+ \(MIT\)$/m);
  });
});

describe("what a registry takes", () => {
  test("is named in SHA256SUMS, each file with its sum", () => {
    const lines = readFileSync(join(REGISTRY, `${PREFIX}_SHA256SUMS`), "utf8")
      .trim()
      .split("\n");
    const sums = Object.fromEntries(lines.map((line) => line.split("  ").reverse()));
    const files = readdirSync(REGISTRY).filter((name) => !name.includes("SHA256SUMS"));
    expect(Object.keys(sums).sort()).toEqual(files.sort());
    for (const name of files)
      expect(sums[name]).toBe(
        createHash("sha256")
          .update(readFileSync(join(REGISTRY, name)))
          .digest("hex"),
      );
  });

  test("has a manifest that names protocol 6", () => {
    expect(JSON.parse(readFileSync(join(REGISTRY, `${PREFIX}_manifest.json`), "utf8"))).toEqual({
      version: 1,
      metadata: { protocol_versions: ["6.0"] },
    });
  });
});

/** An HTTPS server on loop-back, and a Terraform that trusts it. */
class Site {
  readonly folder = mkdtempSync(join(tmpdir(), "dbkill-site-"));
  readonly #own = makeCertificate();
  readonly #server: Server;

  /** @param answer - the content of a path; undefined: there is none */
  constructor(answer: (path: string) => Buffer | object | undefined) {
    const { certificatePem: cert, privateKeyPem: key } = this.#own;
    writeFileSync(join(this.folder, "ca.pem"), cert);
    this.#server = createServer({ cert, key }, ({ url = "/" }, response) => {
      const content = answer(url);
      if (content === undefined) response.writeHead(404).end();
      else if (Buffer.isBuffer(content)) response.end(content);
      else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(content));
    }).listen(0, "127.0.0.1");
  }

  async host(): Promise<string> {
    if (!this.#server.listening) await once(this.#server, "listening");
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Terraform in a folder with the provider under this address. */
  terraform(source: string, settings = ""): Terraform {
    const stack = join(this.folder, "stack");
    const file = join(this.folder, "terraformrc");
    mkdirSync(stack);
    writeFileSync(file, settings);
    writeFileSync(join(stack, "main.tf"), configuration(source));
    return new Terraform(stack, {
      TF_CLI_CONFIG_FILE: file,
      SSL_CERT_FILE: join(this.folder, "ca.pem"),
      PATH: "/there-is-no-program-here",
    });
  }

  close(): void {
    this.#server.close();
    rmSync(this.folder, { recursive: true });
  }
}

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));
const hashes = () =>
  readJson(MIRROR, PROVIDER_SOURCE, `${VERSION}.json`).archives[PLATFORM].hashes as string[];
const lockOf = ({ directory }: Terraform) => readFileSync(join(directory, ".terraform.lock.hcl"), "utf8");

describe("the network mirror", () => {
  test("is what terraform init installs from", async () => {
    const asked: string[] = [];
    const site = new Site((path) => {
      asked.push(path);
      const file = join(MIRROR, normalize(path));
      if (!existsSync(file)) return undefined;
      return path.endsWith(".json") ? readJson(file) : readFileSync(file);
    });
    const url = `https://${await site.host()}/`;
    const terraform = site.terraform(
      PROVIDER_SOURCE,
      `provider_installation {\n  network_mirror {\n    url = "${url}"\n  }\n}\n`,
    );
    try {
      await terraform.must("init", "-no-color");
      expect(asked).toContain(`/${PROVIDER_SOURCE}/index.json`);
      // Terraform computes it from the files that it has unpacked.
      expect(lockOf(terraform)).toContain(`"${hashes().find((hash) => hash.startsWith("h1:"))}"`);
      expect(await terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });
    } finally {
      site.close();
      terraform.dispose();
    }
  });
});

describe("a private registry with the release's files", () => {
  test("is what terraform init and terraform providers mirror take the provider from, signed", async () => {
    const gnupg = mkdtempSync(join(tmpdir(), "dbkill-gpg-"));
    const env = {
      ...process.env,
      GNUPGHOME: gnupg,
      DBKILL_GPG_KEY: "release@example.com",
      DBKILL_SIGN_COMMAND: "",
    };
    const gpg = (...args: string[]) =>
      execFileSync("gpg", ["--batch", "--quiet", ...args], {
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
    gpg("--passphrase", "", "--quick-generate-key", "release@example.com", "rsa2048", "sign", "never");
    const sums = join(gnupg, "SUMS");
    writeFileSync(sums, readFileSync(join(REGISTRY, `${PREFIX}_SHA256SUMS`)));
    signSums(sums, env);
    const key = {
      key_id: /^pub:(?:[^:]*:){3}([0-9A-F]{16})/m.exec(gpg("--with-colons", "--list-keys"))![1],
      ascii_armor: gpg("--armor", "--export"),
    };
    const zip = readFileSync(join(REGISTRY, archiveName(PLATFORM)));
    const base = "/v1/platform/dbkill";
    const [os, arch] = PLATFORM.split("_");
    const pages: Record<string, Buffer | object> = {
      "/.well-known/terraform.json": { "providers.v1": "/v1/" },
      [`${base}/versions`]: {
        versions: [{ version: VERSION, protocols: ["6.0"], platforms: [{ os, arch }] }],
      },
      [`${base}/${VERSION}/download/${os}/${arch}`]: {
        protocols: ["6.0"],
        os,
        arch,
        filename: archiveName(PLATFORM),
        download_url: "/files/zip",
        shasums_url: "/files/sums",
        shasums_signature_url: "/files/signature",
        shasum: createHash("sha256").update(zip).digest("hex"),
        signing_keys: { gpg_public_keys: [key] },
      },
      "/files/zip": zip,
      "/files/sums": readFileSync(sums),
      "/files/signature": readFileSync(`${sums}.sig`),
    };
    const site = new Site((path) => pages[path]);
    const source = `${await site.host()}/platform/dbkill`;
    const terraform = site.terraform(source);
    try {
      expect((await terraform.must("init", "-no-color")).output).toContain("self-signed");
      const lock = lockOf(terraform);
      for (const hash of hashes()) expect(lock).toContain(`"${hash}"`);
      expect(await terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });

      await terraform.must("providers", "mirror", `-platform=${PLATFORM}`, "copy");
      const copy = join(terraform.directory, "copy", source);
      expect(readJson(copy, "index.json")).toEqual(readJson(MIRROR, PROVIDER_SOURCE, "index.json"));
      const theirs = readJson(copy, `${VERSION}.json`).archives[PLATFORM];
      expect(theirs.url).toBe(archiveName(PLATFORM));
      expect(hashes()).toEqual(expect.arrayContaining(theirs.hashes));
    } finally {
      site.close();
      terraform.dispose();
      execFileSync("gpgconf", ["--kill", "all"], { env });
      rmSync(gnupg, { recursive: true, force: true });
    }
  });
});
