import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { propertiesMissing, propertyUnknown } from "../errors";

/** What every resource and data source of Terraform takes beside its own. */
const META: Readonly<Record<keyof TerraformMetaArguments, true>> = {
  connection: true,
  count: true,
  dependsOn: true,
  forEach: true,
  lifecycle: true,
  provider: true,
  provisioners: true,
};

/** The properties of a construct, but for Terraform's own, and which of them must be given. */
export type Properties<P> = Readonly<
  Record<Exclude<keyof P, keyof TerraformMetaArguments>, "optional" | "required">
>;

/**
 * Holds the properties of a construct to its interface: a program in JavaScript, or one that runs without a look at its types (by
 * `tsx`), can misspell one. A `maxKills` of another name would be a limit that does not limit.
 *
 * @param use the construct's class, for the message
 * @throws ConstructError `PROPERTY_UNKNOWN`, `PROPERTY_MISSING`
 */
export function checkProperties<P extends object>(
  use: string,
  construct: Construct,
  props: P,
  properties: Properties<P>,
): void {
  const { path } = construct.node;
  const own = Object.keys(properties);
  refuseUnknown(`${path}: ${use}`, props, own, Object.keys(META));
  const required = own.filter((name) => properties[name as keyof Properties<P>] === "required");
  const missing = required.filter((name) => (props[name as keyof P] ?? undefined) === undefined);
  if (missing.length > 0) throw propertiesMissing(path, use, missing);
}

/**
 * As {@link checkProperties}, for the options of a factory.
 *
 * @param where what takes them, for the message
 * @param known the names that it takes
 * @param others further names that it takes, of which the message does not tell
 * @throws ConstructError `PROPERTY_UNKNOWN`
 */
export function refuseUnknown(
  where: string,
  options: object,
  known: readonly string[],
  others: readonly string[] = [],
): void {
  const unknown = Object.keys(options).filter((name) => !known.includes(name) && !others.includes(name));
  if (unknown.length > 0) throw propertyUnknown(where, unknown, known);
}
