import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

  async function call(env: NodeJS.ProcessEnv): Promise<unknown> {
    const http = eagerHttp({ env, maxRetries: 0, requestTimeoutMs: 5000 });
    const endpoint = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
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

  test("is not called where the file can't be read, and a warning names the file", async () => {
    const missing = join(folder, "missing.pem");
    const warnings: unknown[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void warnings.push(warning);
    try {
      expect(await call({ DBKILL_EXTRA_CA_CERTS: missing })).toMatchObject({ code: "DBKILL_ERR_NETWORK" });
    } finally {
      process.emitWarning = emitWarning;
    }
    expect(warnings).toEqual([expect.stringContaining(`${missing} can't be read (ENOENT)`)]);
  });

  test("the authorities of Node.js stay trusted", () => {
    expect(authorities({ DBKILL_EXTRA_CA_CERTS: file })!.length).toBeGreaterThan(50);
  });
});
