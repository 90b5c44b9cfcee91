import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Guard } from "../../emulator/core/guard";
import { pageDocument } from "../../page/html";
import { UsageError } from "../usage-error";
import type { Metrics } from "./metrics";
import type { Listen } from "./options";
import type { RunnerPage } from "./page/runner-page";
import type { StatusBoard } from "./status";

/** The HTTP interface of a runner: it only tells, and changes nothing. */
export interface HttpInterface {
  /** `http://127.0.0.1:9464`. */
  readonly url: string;
  close(): void;
}

interface Content {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** By path. */
type Pages = ReadonlyMap<string, () => Promise<Content>>;

/** Path of the page's event stream. */
const EVENTS = "/v1/events";

/** @throws UsageError for an address that this machine does not have; Error where the port is taken */
export async function serve(
  { host, port }: Listen,
  allowedHosts: readonly string[],
  board: StatusBoard,
  metrics: Metrics,
  page: RunnerPage,
): Promise<HttpInterface> {
  const document = pageDocument(EVENTS);
  const pages: Pages = new Map([
    ["/", async () => document],
    ["/healthz", async () => json({ status: "ok" })],
    ["/v1/policies", async () => json(board.report(new Date()))],
    ["/metrics", async () => ({ headers: typed(metrics.contentType), text: await metrics.text() })],
  ]);
  const guard = new Guard(host, allowedHosts);
  const server = createServer((request, response) => {
    void answer(request, response, guard, pages, page);
  });
  // Nothing that is sent here takes long.
  server.requestTimeout = 10_000;
  server.headersTimeout = 10_000;
  await listening(server, host, port);
  // A connection that can't be accepted, as without free file descriptors, must not end the enforcement: its client tries again.
  server.on("error", () => {});
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    close: () => {
      page.live.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  { method, url = "/", headers }: IncomingMessage,
  response: ServerResponse,
  guard: Guard,
  pages: Pages,
  { live }: RunnerPage,
): Promise<void> {
  const send = (status: number, { text, headers: own }: Content, more: Record<string, string> = {}) =>
    response.writeHead(status, { ...own, ...more }).end(text);
  const path = url.split("?")[0]!;
  const page = pages.get(path);
  try {
    const refusal = guard.check(headers, path === "/" && method === "GET");
    if (refusal) {
      const message =
        refusal.code === "ForeignHost"
          ? "the Host is not a name of this runner; allow it with --allow-host NAME"
          : refusal.message;
      send(refusal.status, json({ error: { code: refusal.code, message } }));
    } else if (method !== "GET") {
      send(405, json({ error: { code: "MethodNotAllowed", message: "only GET is served" } }), {
        allow: "GET",
      });
    } else if (path === EVENTS) {
      const refused = {
        code: "NoMorePages",
        message: "too many pages are open, or the runner is shutting down",
      };
      if (!live.serve(response)) send(503, json({ error: refused }), { "retry-after": "10" });
    } else if (!page) {
      const paths = [...pages.keys(), EVENTS].join(", ");
      send(404, json({ error: { code: "NotFound", message: `there are ${paths}` } }));
    } else {
      send(200, await page());
    }
  } catch {
    send(500, json({ error: { code: "InternalError", message: "the page can't be made" } }));
  }
}

function json(value: unknown): Content {
  return { headers: typed("application/json; charset=utf-8"), text: `${JSON.stringify(value)}\n` };
}

function typed(type: string): Record<string, string> {
  return { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" };
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new Error(`port ${port} of ${host} is taken. Choose another with --listen.`);
    throw new UsageError(`--listen: ${(error as Error).message}`);
  }
}
