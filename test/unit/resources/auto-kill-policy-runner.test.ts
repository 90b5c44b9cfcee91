import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../../src/framework/server/certificate";
import { runnerStatus } from "../../../src/resources/auto-kill-policy/runner";

describe("a runner with a certificate of a private authority", () => {
  const folder = mkdtempSync(join(tmpdir(), "dbkill-runner-ca-"));
  const file = join(folder, "ca.pem");
  let server: Server;

  beforeAll(async () => {
    const { certificatePem, privateKeyPem } = makeCertificate();
    writeFileSync(file, certificatePem);
    const policy = {
      name: "p",
      document_hash: "abc",
      last_pass: new Date().toISOString(),
      status: "enforced",
    };
    server = createServer({ cert: certificatePem, key: privateKeyPem }, (_, response) =>
      response.end(JSON.stringify({ interval_seconds: 5, policies: [policy] })),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => {
    delete process.env.DBKILL_EXTRA_CA_CERTS;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function status() {
    const codes: string[] = [];
    const found = await runnerStatus({ name: "p", mode: "enforce", document_hash: "abc" }, {
      client: {
        runnerUrls: [new URL(`https://localhost:${(server.address() as AddressInfo).port}`)],
        once: (_: string, ask: () => unknown) => ask(),
      },
      diagnostics: { report: ({ code }: { code: string }) => codes.push(code) },
      signal: new AbortController().signal,
    } as never);
    return { found, codes };
  }

  test("is asked where the launcher hands the authority on", async () => {
    process.env.DBKILL_EXTRA_CA_CERTS = file;
    expect(await status()).toEqual({ found: "enforced", codes: [] });
  });

  test("is not believed without it", async () => {
    expect(await status()).toEqual({ found: "pending", codes: ["DBKILL_RUNNER_UNREACHABLE"] });
  });
});
