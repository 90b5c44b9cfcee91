import type { ServiceName, Session } from "./types";

/** What the shared machinery must know of one database service, whatever its vendor. */
export interface Service {
  readonly name: ServiceName;
  /** Its products; empty where it has none. One instance id may stand under several of them. */
  readonly products: readonly string[];
  /** The product of an instance that is made without one; undefined where the service has no products. */
  defaultProduct(instanceId: string): string | undefined;
  /** What a session id must look like, and in words. */
  readonly sessionId: { readonly pattern: RegExp; readonly words: string };
  /** Sessions of the server itself, which the vendor never kills. */
  spares(session: Pick<Session, "user" | "command">): boolean;
}
