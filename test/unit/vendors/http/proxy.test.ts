import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { inspect } from "node:util";
import { ProxyError, type VendorError } from "../../../../src/vendors/shared/errors";
import { CREATE, dbbrainAt, eagerHttp, failure, INSTANCE } from "../support/dbbrain";
import { RawServer, success } from "../support/raw-server";

const VENDOR = new URL("https://dbbrain.tencentcloudapi.com");
const PASSWORD = "pr0xy-p4ss";

/** A proxy that answers CONNECT as told and keeps what comes through the tunnel. */
async function startProxy(
  reply: string,
): Promise<{ server: Server; port: number; connects: string[]; tunnelled: Buffer[] }> {
  const connects: string[] = [];
  const tunnelled: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (head) => {
      connects.push(head.toString("latin1"));
      socket.once("data", (hello) => {
        tunnelled.push(hello);
        socket.destroy();
      });
      socket.write(`HTTP/1.1 ${reply}\r\n\r\n`);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port, connects, tunnelled };
}

async function callThrough(endpoint: URL, env: NodeJS.ProcessEnv): Promise<VendorError> {
  const http = eagerHttp({ env, maxRetries: 0, requestTimeoutMs: 2000 });
  const error = await failure(dbbrainAt(endpoint, http).createKillTask(CREATE));
  await http.close();
  return error as VendorError;
}

describe("the proxy", () => {
  test.each(["HTTPS_PROXY", "https_proxy"])(
    "a vendor is reached through a TLS tunnel of %s",
    async (name) => {
      const proxy = await startProxy("200 Connection established");
      const error = await callThrough(VENDOR, { [name]: `http://ops:${PASSWORD}@127.0.0.1:${proxy.port}` });
      proxy.server.close();

      expect(proxy.connects[0]).toMatch(/^CONNECT dbbrain\.tencentcloudapi\.com:443 HTTP\/1\.1\r\n/);
      const basic = Buffer.from(`ops:${PASSWORD}`).toString("base64");
      expect(proxy.connects[0]!.toLowerCase()).toContain(`proxy-authorization: basic ${basic.toLowerCase()}`);
      // A TLS ClientHello that names the vendor's host: nothing went through in clear text.
      expect(proxy.tunnelled[0]![0]).toBe(0x16);
      expect(proxy.tunnelled[0]!.toString("latin1")).toContain("dbbrain.tencentcloudapi.com");
      expect(error).toMatchObject({ code: "DBKILL_ERR_NETWORK", ambiguous: false });
    },
  );

  test("a proxy that refuses is named as the likely cause, and its password is not shown", async () => {
    const proxy = await startProxy("407 Proxy Authentication Required");
    const error = await callThrough(VENDOR, {
      HTTPS_PROXY: `http://ops:${PASSWORD}@127.0.0.1:${proxy.port}`,
    });
    proxy.server.close();
    expect(error).toMatchObject({ code: "DBKILL_ERR_PROXY", ambiguous: false, retryable: false });
    expect(error.message).toContain("407");
    expect(error.remedy).toContain("HTTPS_PROXY");
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(PASSWORD);
  });

  test.each(["407 Proxy Authentication Required", "403 Forbidden"])(
    "an answer %s of it ends the call: another try could lock an account",
    async (reply) => {
      const proxy = await startProxy(reply);
      const http = eagerHttp({ env: { HTTPS_PROXY: `127.0.0.1:${proxy.port}` } });
      const client = dbbrainAt(VENDOR, http);
      for (const call of [client.createKillTask(CREATE), client.describeMySqlProcessList(INSTANCE)]) {
        const error = await failure(call);
        expect(error).toBeInstanceOf(ProxyError);
        expect(error).toMatchObject({ ambiguous: false, retryable: false });
        expect(error.message).toContain("proxy refused");
      }
      await http.close();
      proxy.server.close();
      expect(proxy.connects).toHaveLength(2);
    },
  );

  test.each(["tencentcloudapi.com", ".tencentcloudapi.com", "*"])(
    "NO_PROXY=%s goes past it",
    async (noProxy) => {
      const proxy = await startProxy("200 Connection established");
      const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: noProxy };
      // Nothing listens there: the point is only who is not asked.
      await callThrough(new URL("https://dbbrain.tencentcloudapi.com:1"), env);
      proxy.server.close();
      expect(proxy.connects).toEqual([]);
    },
  );

  test("loop-back is always direct, with TLS too", async () => {
    const proxy = await startProxy("200 Connection established");
    const error = await callThrough(new URL("https://127.0.0.1:1"), {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    proxy.server.close();
    expect(error.message).toContain("ECONNREFUSED");
    expect(proxy.connects).toEqual([]);
  });

  test("an emulator on loop-back needs no exception from the proxy", async () => {
    const server = await RawServer.start(success());
    const env = { HTTPS_PROXY: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1" };
    const http = eagerHttp({ env });
    await expect(dbbrainAt(server.url, http).createKillTask(CREATE)).resolves.toEqual({
      requestId: "req-ok",
    });
    await http.close();
    await server.close();
  });

  test.each(["not a url", `ftp://ops:${PASSWORD}@proxy:21`])(
    "HTTPS_PROXY that is no proxy's URL is an error without its value",
    async (value) => {
      const error = await callThrough(VENDOR, { HTTPS_PROXY: value });
      expect(error).toMatchObject({
        code: "DBKILL_ERR_ENDPOINT",
        service: "proxy",
      });
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(PASSWORD);
    },
  );
});
