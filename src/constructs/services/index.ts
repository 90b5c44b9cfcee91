import type { Construct } from "constructs";
import type { ServiceName } from "../../vendors/facts";
import { ConstructError, type ConstructProblem } from "../errors";
import type { KillTarget } from "../kill-target";
import { clickhouse } from "./clickhouse";
import { das } from "./das";
import { dbbrain } from "./dbbrain";
import { mrs } from "./mrs";
import { mysql } from "./mysql";
import { oceanbase } from "./oceanbase";
import type { Offer, Refusals, Service } from "./service";

/** Every service that constructs know: one for each entry of the registry of facts. */
export const SERVICES: Readonly<Record<ServiceName, Service>> = {
  dbbrain,
  das,
  mrs,
  clickhouse,
  oceanbasepro: oceanbase,
  mysql,
};

type Offers = Exclude<keyof Service, "facts">;

/**
 * What a target's service offers for a construct.
 *
 * @param kind the construct's class, for the message
 * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` where it offers nothing, with what to use instead
 */
export function offered<K extends Offers>(
  offer: K,
  kind: string,
  construct: Construct,
  target: KillTarget,
): Exclude<Service[K], string> {
  const found: Offer<unknown> = SERVICES[target.service][offer];
  if (typeof found !== "string") return found as Exclude<Service[K], string>;
  throw new ConstructError(`${construct.node.path}: ${kind}`, [
    {
      code: "DBKILL_TARGET_UNSUPPORTED",
      path: "target",
      text: `A target of ${target.title} is not possible here. ${found}`,
    },
  ]);
}

/**
 * Refuses a target whose service can't list its sessions.
 *
 * @param consequence why a list is needed, to follow "It can't list statements,"
 * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED`
 */
export function requireList({ service, title }: KillTarget, where: string, consequence: string): void {
  const { list, words } = SERVICES[service].facts;
  if (list) return;
  throw new ConstructError(where, [
    {
      code: "DBKILL_TARGET_UNSUPPORTED",
      path: "target",
      text: `A target of ${title} is not possible here. It can't list ${words.many}, ${consequence}. Use SqlCancel with the ids of its ${words.many}.`,
    },
  ]);
}

/** The properties that are set and that the target's service does not take. */
export function refusedProperties<P extends string>(
  props: { readonly [property in P]?: unknown },
  refuses: Refusals<P>,
  target: KillTarget,
): ConstructProblem[] {
  return (Object.entries(refuses) as [P, string][])
    .filter(([property]) => props[property] !== undefined)
    .map(([property, remedy]) => ({
      code: "DBKILL_PROPERTY_UNSUPPORTED",
      path: property,
      text: `${property} is set, but a target of ${target.title} does not take it. ${remedy}`,
    }));
}
