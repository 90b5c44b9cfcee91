import { Fn, type IResolvable, Token, Tokenization } from "cdktf";
import { DECLARATION_VERSION, digestOf, type Reference } from "../../handler-format";

/** How many bytes of a declaration go into one variable: Linux allows 128 KiB for each, including its name. */
const PART_BYTES = 60_000;

/** A declaration in the form in which Terraform passes it to the handler. */
export interface Declaration {
  /** The handler's environment variables. Terraform evaluates each value: literal text is escaped. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it has a value that only Terraform knows. */
  readonly holdsReferences: boolean;
}

/**
 * Writes a declaration: one JSON document, in which each value that only Terraform knows is a reference to a separate variable. So no
 * value is ever interpolated into JSON, a command line or a shell.
 *
 * @param address name of the resource
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

/** Settings that do not change what is declared, such as timeouts: they are passed to the handler but not stored in the state. */
export function settingsOf(settings: object): Declaration {
  const values: Record<string, string> = {};
  const text = JSON.stringify(literal(settings, values, "setting"));
  return {
    variables: { ...parts("settings", text), ...values },
    holdsReferences: Object.keys(values).length > 0,
  };
}

/** A value without tokens: references replace values that only Terraform knows. */
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

/** Splits a text into as many variables as it needs. */
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

/** Escapes a literal text for Terraform. */
export function escaped(text: string): string {
  return text.replace(/\$\{/g, "$$$${").replace(/%\{/g, "%%{");
}
