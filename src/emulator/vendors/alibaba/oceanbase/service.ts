import type { Service, SessionIdentity } from "../../../service";

/** The node of sessions that are posted without one, and of a real MySQL server's. */
const DEFAULT_SERVER = "192.168.13.119";

/** ApsaraDB for OceanBase. A node gives a session its number, so that two nodes may give the same. */
export const OCEANBASE: Service = {
  name: "oceanbasepro",
  products: [],
  defaultProduct: () => undefined,
  hasTenants: true,
  sessionId: { pattern: { test: isSessionId }, words: "a whole number of at most 64 bits" },
  complete: (session) => ({ ...session, server: session.server ?? DEFAULT_SERVER }),
  keyOf: (session) => sessionName(serverOf(session), session.id),
  spares: () => false,
};

/** The node that holds a session. */
export function serverOf({ server }: Pick<SessionIdentity, "server">): string {
  return server ?? DEFAULT_SERVER;
}

/** What a session is known by within its tenant. */
export function sessionName(server: string, id: string): string {
  return `${server} ${id}`;
}

/** Decimal digits, without zeros before them, of at most 64 bits. */
export function isSessionId(text: string): boolean {
  return /^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < 2n ** 64n;
}
