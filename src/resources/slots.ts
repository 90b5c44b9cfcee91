import { randomBytes } from "node:crypto";
import type { Diagnostics } from "../framework";
import { DESTROY_HINT } from "./destroy-hint";

/** What a plan or an apply knows of the places that can hold one task each. Lives as long as one configured provider. */
export class SlotRegistry {
  readonly #claims = new Map<string, string>();
  readonly #created = new Set<string>();
  readonly #destroyed = new Set<string>();
  readonly #newest = new Map<string, string>();
  readonly #oldest = new Map<string, string>();
  readonly #queues = new Map<string, Promise<unknown>>();

  /**
   * Claims a slot for one resource in this plan; false where another resource has it.
   * `claim` is what the resource's private data holds from its first plan on.
   */
  claim(slot: string, claim: string): boolean {
    const holder = this.#claims.get(slot);
    if (holder === undefined) this.#claims.set(slot, claim);
    return holder === undefined || holder === claim;
  }

  static newClaim(): string {
    // Short, for Terraform writes the whole state anew after every resource.
    return randomBytes(6).toString("base64url");
  }

  /** Notes a planned create, or a planned destroy, of the slot's task; both in one plan are a rename that Terraform can't see. */
  plan(slot: string, action: "create" | "destroy", example: string, diagnostics: Diagnostics): void {
    (action === "create" ? this.#created : this.#destroyed).add(slot);
    if (!this.#created.has(slot) || !this.#destroyed.has(slot)) return;
    diagnostics.error(
      `The kill task of ${slot} is destroyed by one resource and created by another in one plan`,
      `Terraform runs the two in any order, so that the new task could be cancelled by the destroy of the old one. If the resource was renamed or moved, say so:\n\n${example}\n\nOtherwise apply the removal first, then the addition. ${DESTROY_HINT}`,
      ["instance_id"],
    );
  }

  /** Notes a task that is known to have been started for a slot at this time (RFC 3339). */
  saw(slot: string, createdAt: string): void {
    const newest = this.#newest.get(slot);
    if (newest === undefined || newest < createdAt) this.#newest.set(slot, createdAt);
    const oldest = this.#oldest.get(slot);
    if (oldest === undefined || oldest > createdAt) this.#oldest.set(slot, createdAt);
  }

  /** Whether the slot's task is a later one than that started at this time. */
  holdsNewer(slot: string, createdAt: string): boolean {
    const newest = this.#newest.get(slot);
    return newest !== undefined && newest > createdAt;
  }

  /** Whether an earlier task than that started at this time was seen for the slot. */
  holdsOlder(slot: string, createdAt: string): boolean {
    const oldest = this.#oldest.get(slot);
    return oldest !== undefined && oldest < createdAt;
  }

  /** Runs one change of a slot at a time. */
  async exclusively<T>(slot: string, change: () => Promise<T>): Promise<T> {
    const turn = (this.#queues.get(slot) ?? Promise.resolve()).then(change, change);
    this.#queues.set(slot, turn);
    try {
      return await turn;
    } finally {
      if (this.#queues.get(slot) === turn) this.#queues.delete(slot);
    }
  }
}
