import { attr, validate } from "../framework";

/** The attribute `region` of the types that are about a `thing`. */
export function regionAttribute(thing: "instance" | "cluster") {
  return attr.string("optional", {
    description: `Region of the ${thing}. Default: that of the provider.`,
    validators: [validate.lengthBetween(1, 64)],
  });
}
