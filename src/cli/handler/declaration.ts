import { DECLARATION_VERSION, digestOf, type Reference } from "../../handler-format";
import { HandlerFailure } from "./failure";

/** What a provisioner asks the handler to carry out. */
export interface Declaration {
  /** Terraform type whose attributes {@link config} has. */
  readonly type: string;
  /** What names the resource in messages and in the journal: path of the construct, and which of its copies. */
  readonly address: string;
  /** As in the block of the Terraform type. */
  readonly config: Readonly<Record<string, unknown>>;
  /** As in the block of the provider, without secrets. */
  readonly provider: Readonly<Record<string, unknown>>;
  /** Tells the states apart that share a journal. */
  readonly state: string;
  /** Id of the object in Terraform's state. */
  readonly object: string;
  /** Folder of the journal. */
  readonly journal: string;
}

/** What the constructs write, as JSON: see `constructs/engines/local-exec`. */
interface Written {
  readonly version: number;
  readonly type: string;
  readonly address: string;
  readonly config: Record<string, unknown>;
}

/**
 * Reads a declaration from the environment, where the provisioner puts it: never from a command line, which every user of the machine can
 * read, and never through a shell.
 *
 * @throws HandlerFailure `DBKILL_DECLARATION_INVALID`
 */
export function readDeclaration(env: NodeJS.ProcessEnv): Declaration {
  const text = joined(env, "DBKILL_DECLARATION");
  if (text === "") {
    throw invalid(
      "There is no declaration",
      "Terraform hands it over in DBKILL_DECLARATION. This command is for provisioners, not for the command line.",
    );
  }
  if (env.DBKILL_DECLARATION_SHA256 !== digestOf(text)) {
    throw invalid("The declaration is not whole", "Its SHA-256 is another one: it was cut or edited.");
  }
  const written = parse(text, "DBKILL_DECLARATION") as Written;
  if (written.version !== DECLARATION_VERSION) {
    throw invalid(
      `The declaration has version ${written.version}`,
      `This handler reads version ${DECLARATION_VERSION}. Synthesize with the version of cdktf-dbkill that wrote it, or a later one, and apply again.`,
    );
  }
  const settings = parse(joined(env, "DBKILL_SETTINGS") || "{}", "DBKILL_SETTINGS") as { config?: object };
  const filled = (value: unknown) => fill(value, env) as Record<string, unknown>;
  const copy = env.DBKILL_INSTANCE === undefined ? "" : `[${JSON.stringify(env.DBKILL_INSTANCE)}]`;
  const workspace = env.DBKILL_WORKSPACE;
  const space = !workspace || workspace === "default" ? "" : `${workspace}: `;
  return {
    type: written.type,
    address: `${space}${written.address}${copy}`,
    config: filled({ ...settings.config, ...written.config }),
    provider: parse(env.DBKILL_PROVIDER || "{}", "DBKILL_PROVIDER") as Record<string, unknown>,
    state: env.DBKILL_STATE ?? "",
    object: env.DBKILL_OBJECT ?? "",
    journal: env.DBKILL_JOURNAL || env.DBKILL_JOURNAL_FOLDER || ".dbkill",
  };
}

/** A text in one variable or, where it is long, in several: Linux takes 128 KiB in each. */
function joined(env: NodeJS.ProcessEnv, name: string): string {
  let text = env[name] ?? "";
  for (let part = 1; env[`${name}_${part}`] !== undefined; part++) text += env[`${name}_${part}`];
  return text;
}

/** Puts the values in that only Terraform knows. */
function fill(value: unknown, env: NodeJS.ProcessEnv): unknown {
  if (Array.isArray(value)) return value.map((each) => fill(each, env));
  if (typeof value !== "object" || value === null) return value;
  const { $reference: reference, as } = value as Partial<Reference>;
  if (reference === undefined) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fill(part, env)]));
  }
  const text = env[reference];
  if (text === undefined) throw invalid("The declaration is not whole", `${reference} is not set.`);
  return as === "text" ? text : parse(text, reference);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`${name} is not JSON`, "It was cut or edited.");
  }
}

function invalid(summary: string, detail: string): HandlerFailure {
  return new HandlerFailure("DBKILL_DECLARATION_INVALID", summary, `${detail} Nothing was sent.`);
}
