import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../../../src/framework/server/certificate";
import { authorities } from "../../../../src/vendors/shared/authorities";
import { CREATE, dbbrainAt, eagerHttp } from "../support/dbbrain";

describe("a vendor with a certificate of a private authority", () => {
  let folder: string;
  let file: string;
  let server: Server;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-authorities-"));
    file = join(folder, "ca.pem");
    const { certificatePem, privateKeyPem } = makeCertificate();
    writeFileSync(file, certificatePem);
    server = createServer({ cert: certificatePem, key: privateKeyPem }, (_request, response) =>
      response.end(JSON.stringify({ Response: { Status: 1, RequestId: "r-1" } })),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function call(
    env: NodeJS.ProcessEnv,
    { port } = server.address() as AddressInfo,
    protocol = "https",
  ): Promise<unknown> {
    const http = eagerHttp({ env, maxRetries: 0, requestTimeoutMs: 5000 });
    const endpoint = new URL(`${protocol}://localhost:${port}`);
    try {
      return await dbbrainAt(endpoint, http)
        .createKillTask(CREATE)
        .then(
          () => "answered",
          (error) => error,
        );
    } finally {
      await http.close();
    }
  }

  test("is called where the launcher hands the authority on", async () => {
    expect(await call({ DBKILL_EXTRA_CA_CERTS: file })).toBe("answered");
  });

  test.each([{}, { DBKILL_EXTRA_CA_CERTS: "" }])("is not called without: %p", async (env) => {
    expect(await call(env)).toMatchObject({ code: "DBKILL_ERR_NETWORK" });
  });

  /** The warnings of Node.js while this runs. */
  async function warningsOf(run: () => Promise<void>): Promise<unknown[]> {
    const warnings: unknown[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void warnings.push(warning);
    try {
      await run();
    } finally {
      process.emitWarning = emitWarning;
    }
    return warnings;
  }

  test("is not called where the file can't be read, and a warning names the file", async () => {
    const missing = join(folder, "missing.pem");
    const warnings = await warningsOf(async () => {
      expect(await call({ DBKILL_EXTRA_CA_CERTS: missing })).toMatchObject({ code: "DBKILL_ERR_NETWORK" });
    });
    expect(warnings).toEqual([expect.stringContaining(`${missing} can't be read (ENOENT)`)]);
  });

  test("an emulator is called without reading the file", async () => {
    const emulator = createPlainServer((_request, response) =>
      response.end(JSON.stringify({ Response: { Status: 1, RequestId: "r-1" } })),
    ).listen(0, "127.0.0.1");
    await once(emulator, "listening");
    try {
      const warnings = await warningsOf(async () => {
        const address = emulator.address() as AddressInfo;
        expect(await call({ DBKILL_EXTRA_CA_CERTS: join(folder, "none") }, address, "http")).toBe("answered");
      });
      expect(warnings).toEqual([]);
    } finally {
      emulator.close();
    }
  });

  test("the authorities of Node.js stay trusted", () => {
    expect(authorities({ DBKILL_EXTRA_CA_CERTS: file })!.length).toBeGreaterThan(50);
  });
});
