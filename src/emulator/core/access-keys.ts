import type { AccessKey } from "./types";

/** The key pair that every emulator accepts. */
export const BUILT_IN_ACCESS_KEY: AccessKey = { id: "dbkill-emulator", secret: "dbkill-emulator-secret" };

/** The key pairs that the vendors' signature checks accept. */
export class AccessKeys {
  readonly #keys: ReadonlyMap<string, AccessKey>;

  constructor(added: AccessKey[] = []) {
    this.#keys = new Map([BUILT_IN_ACCESS_KEY, ...added].map((key) => [key.id, key]));
  }

  find(id: string): AccessKey | undefined {
    return this.#keys.get(id);
  }
}
