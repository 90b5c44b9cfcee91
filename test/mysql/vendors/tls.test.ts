import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { makeCertificate } from "../../../src/framework/server/certificate";
import { classify } from "../../../src/vendors/classify";
import { MysqlClient } from "../../../src/vendors/sql/mysql/client";
import { connectByMysql2 } from "../../../src/vendors/sql/mysql/mysql2";
import type { TlsConfig } from "../../../src/vendors/sql/mysql/tls";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";

describeWithMariadb("a connection to a real MariaDB server with a certificate of a private authority", () => {
  let folder: string;
  let caFile: string;
  let strangers: string;
  let server: MariadbServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-tls-"));
    const { certificatePem, privateKeyPem } = makeCertificate();
    const key = join(folder, "key.pem");
    caFile = join(folder, "ca.pem");
    strangers = join(folder, "strangers.pem");
    writeFileSync(caFile, certificatePem);
    writeFileSync(key, privateKeyPem, { mode: 0o600 });
    writeFileSync(strangers, makeCertificate().certificatePem);
    server = await startMariadb([`--ssl-cert=${caFile}`, `--ssl-key=${key}`]);
    const root = await createConnection(server.url);
    await root.query("CREATE USER careful@'%' IDENTIFIED BY 'pw-careful' REQUIRE SSL");
    await root.end();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Logs in to an account that takes encrypted connections alone. */
  async function login(tls: TlsConfig): Promise<ReturnType<typeof classify> | "logged in"> {
    const client = new MysqlClient({
      account: { user: "careful", password: "pw-careful" },
      tls,
      home: folder,
      timeoutMs: 5_000,
      driver: connectByMysql2,
    });
    try {
      await client.server(`localhost:${server.port}`).list();
      return "logged in";
    } catch (error) {
      return classify(error);
    } finally {
      client.close();
    }
  }

  test.each(["required", "preferred", undefined])(
    "is encrypted with its authority and tls = %s",
    async (tls) => {
      expect(await login({ tls, caFile })).toBe("logged in");
    },
  );

  test.each([
    ["the system's authorities", undefined],
    ["another authority", () => strangers],
  ])("is not made with %s, and the password is not sent", async (_whose, file) => {
    for (const tls of ["required", "preferred"]) {
      const fault = await login({ tls, ...(file && { caFile: file() }) });
      expect(fault).toMatchObject({ kind: "configuration", code: "DBKILL_ERR_NETWORK" });
    }
  });

  test("is refused by the server without encryption", async () => {
    expect(await login({ tls: "disabled" })).toMatchObject({ code: "DBKILL_ERR_AUTHENTICATION" });
  });
});
