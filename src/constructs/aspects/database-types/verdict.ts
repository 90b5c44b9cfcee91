import type { ServiceName } from "../../../vendors/facts";
import type { KillTarget } from "../../kill-target";
import type { Database } from "../database";

/** One instance of a database on which sessions are killed. */
export interface Instance {
  /** Tells it from the others of its resource; empty for the only or the main one. */
  readonly label: string;
  readonly service: ServiceName;
  /** Where the resource has the instance's id. */
  readonly idAt: string;
  /** The targets that stand for it; none where one needs a tenant that nobody named. */
  readonly targets: readonly KillTarget[];
}

/** What can be done for a database. */
export type Verdict =
  /** It takes a policy, on each of its instances. */
  | { readonly kind: "protectable"; readonly instances: readonly Instance[] }
  /** Whether it takes one, or on which instances, only Terraform knows: because of this argument. A policy on all of `instances` is enough; without any, none is. */
  | { readonly kind: "undecided"; readonly argument: string; readonly instances: readonly Instance[] }
  /** Nobody has confirmed that it takes one. */
  | { readonly kind: "unconfirmed"; readonly why: string; readonly instances: readonly Instance[] }
  /** dbkill reaches it, but no policy is possible. */
  | { readonly kind: "impossible"; readonly why: string }
  /** dbkill does not reach databases of this kind. */
  | { readonly kind: "uncovered"; readonly why: string }
  /** It needs none of its own. */
  | { readonly kind: "none" };

/** What the user says that no resource tells. */
export interface Known {
  /** The OceanBase tenants of a database. */
  tenantsOf(database: Database): readonly string[];
}

/** Tells what can be done for a resource of a type, by its arguments. */
export type Read = (database: Database, known: Known) => Verdict;

export const protectable = (...instances: readonly Instance[]): Verdict => ({
  kind: "protectable",
  instances,
});

export const uncovered = (why: string): Verdict => ({ kind: "uncovered", why });

/** An instance with one target, which `make` creates of its id. */
export function instance(
  database: Database,
  service: ServiceName,
  make: (id: string) => KillTarget,
  idAt = "id",
  label = "",
): Instance {
  return { label, service, idAt, targets: [make(database.attribute(idAt))] };
}

/** For databases of a kind that dbkill does not reach. */
export const other = (why: string): Read => {
  const verdict = uncovered(why);
  return () => verdict;
};

/** Rows of the table of types: these types are read in one way. */
export const all = (read: Read, ...types: readonly string[]) => types.map((type) => [type, read] as const);
