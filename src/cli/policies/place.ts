import { printable, TARGET_SETTINGS, type Target } from "../../model";
import { factsOf } from "../../vendors/facts";
import { DOCUMENT_CONTEXT } from "./words";

/** Names a database: equal for two targets that are the same one, whether or not they spell out a default. */
export function placeOf(target: Target): string {
  const { target: settings = {}, canonicalId: one = (id: string) => id } = factsOf(target.service);
  const values = TARGET_SETTINGS.map((name) => {
    // The first value of a list is the default.
    const fallback = name in settings ? DOCUMENT_CONTEXT.settings[name]?.[0] : undefined;
    return target[name] ?? fallback ?? null;
  });
  return JSON.stringify([target.service, one(target.instance_id), ...values, target.region ?? null]);
}

/** A target in one short line: `dbbrain cdb-1 (ap-guangzhou)`. */
export function describeTarget(target: Target): string {
  const { service, instance_id, region } = target;
  const settings = TARGET_SETTINGS.flatMap((name) => target[name] ?? []);
  const more = [...settings, ...(region === undefined ? [] : [region])];
  return printable(
    [service, instance_id, ...(more.length > 0 ? [`(${more.join(", ")})`] : [])].join(" "),
    300,
  );
}
