import { Fn, type IResolvable, Token, Tokenization } from "cdktf";
import { DECLARATION_VERSION, digestOf, type Reference } from "../../handler-format";

/** How many bytes of a declaration one variable takes: Linux passes on 128 KiB in each, its name included. */
const PART_BYTES = 60_000;

/** A declaration for the handler, as Terraform will hand it over. */
export interface Declaration {
  /** What the handler reads, by name. Terraform evaluates each value: literal text is escaped. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether a value of it is known to Terraform alone. */
  readonly holdsReferences: boolean;
}

/**
 * Writes a declaration: one JSON document, in which each value that only Terraform knows is a reference to a variable of its own. So no
 * value is ever pasted into JSON, a command line or a shell.
 *
 * @param address what names the resource
 * @param config attributes of a Terraform type, with tokens
 */
export function declarationOf(type: string, address: string, config: object): Declaration {
  const values: Record<string, string> = {};
  const text = JSON.stringify({
    version: DECLARATION_VERSION,
    type,
    address,
    config: literal(config, values, "value"),
  });
  return {
    variables: { ...parts("declaration", text), declaration_sha256: digestOf(text), ...values },
    holdsReferences: Object.keys(values).length > 0,
  };
}

/** The values as variables of the environment. */
export function environmentOf(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [variableOf(name), value]));
}

const variableOf = (name: string): string => `DBKILL_${name.toUpperCase()}`;

/** Settings that decide nothing about what is declared, such as time limits: they are handed over, and no part of the state. */
export function settingsOf(settings: object): Declaration {
  const values: Record<string, string> = {};
  const text = JSON.stringify(literal(settings, values, "setting"));
  return {
    variables: { ...parts("settings", text), ...values },
    holdsReferences: Object.keys(values).length > 0,
  };
}

/** A value without tokens; each that only Terraform knows is a reference. */
function literal(value: unknown, values: Record<string, string>, prefix: string): unknown {
  const refer = (text: string, as: Reference["as"]): Reference => {
    const name = `${prefix}_${Object.keys(values).length}`;
    values[name] = text;
    return { $reference: variableOf(name), as };
  };
  if (typeof value === "string") return isExpression(value) ? refer(value, "text") : value;
  if (Token.isUnresolved(value)) return refer(Fn.jsonencode(value as IResolvable), "json");
  if (Tokenization.isResolvable(value)) return refer(Fn.jsonencode(value), "json");
  if (Array.isArray(value)) return value.map((each) => literal(each, values, prefix));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name, literal(part, values, prefix)]),
  );
}

/** Whether Terraform evaluates a string, as it does wherever one stands in a configuration. */
const isExpression = (text: string): boolean => Token.isUnresolved(text) || /[$%]\{/.test(text);

/** A text in as many variables as it needs. */
function parts(name: string, text: string): Record<string, string> {
  const found: string[] = [""];
  let size = 0;
  for (const character of text) {
    const bytes = Buffer.byteLength(character);
    if (size + bytes > PART_BYTES) {
      found.push("");
      size = 0;
    }
    found[found.length - 1] += character;
    size += bytes;
  }
  return Object.fromEntries(found.map((part, at) => [at === 0 ? name : `${name}_${at}`, escaped(part)]));
}

/** A literal text as Terraform reads it. */
export function escaped(text: string): string {
  return text.replace(/\$\{/g, "$$$${").replace(/%\{/g, "%%{");
}
