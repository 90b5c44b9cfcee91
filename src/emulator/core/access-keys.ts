import { randomBytes } from "node:crypto";
import type { AccessKey } from "./types";

/** The key pair that an emulator accepts unless it works on a real server's sessions. */
export const BUILT_IN_ACCESS_KEY: AccessKey = { id: "dbkill-emulator", secret: "dbkill-emulator-secret" };

/** A Huawei project id to call the emulator with. */
export const EMULATOR_PROJECT_ID = "0123456789abcdef0123456789abcdef";

/** A key pair that nobody can guess. */
export function randomAccessKey(): AccessKey {
  return {
    id: `dbkill-${randomBytes(6).toString("hex")}`,
    secret: randomBytes(24).toString("base64url"),
  };
}

/** Who may call: the key pairs that the vendors' signature checks accept, and the Huawei projects that these belong to. */
export class AccessKeys {
  readonly #keys: ReadonlyMap<string, AccessKey>;
  readonly #projectIds: ReadonlySet<string> | undefined;

  /** Without `projectIds` the keys belong to every project. */
  constructor(keys: readonly AccessKey[] = [BUILT_IN_ACCESS_KEY], projectIds: readonly string[] = []) {
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#projectIds = projectIds.length > 0 ? new Set(projectIds) : undefined;
  }

  find(id: string): AccessKey | undefined {
    return this.#keys.get(id);
  }

  /** Undefined where the keys belong to every project. */
  hasProject(projectId: string): boolean | undefined {
    return this.#projectIds?.has(projectId);
  }
}
