import { DECLARATION_VERSION, digestOf, type Reference } from "../../handler-format";
import { HandlerFailure } from "./failure";

/** What a provisioner asks the handler to do. */
export interface Declaration {
  /** Terraform type whose attributes {@link config} has. */
  readonly type: string;
  /** Name of the resource in messages and in the journal: the construct's path, and the key of its copy. */
  readonly address: string;
  /** As in the block of the Terraform type. */
  readonly config: Readonly<Record<string, unknown>>;
  /** As in the block of the provider, without secrets. */
  readonly provider: Readonly<Record<string, unknown>>;
  /** Distinguishes the states that share a journal. */
  readonly state: string;
  /** Id of the object in Terraform's state. */
  readonly object: string;
  /** Folder of the journal. */
  readonly journal: string;
}

/** The JSON that the constructs write: see `constructs/engines/local-exec`. */
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
      "Terraform passes it in DBKILL_DECLARATION. Only provisioners run this command.",
    );
  }
  if (env.DBKILL_DECLARATION_SHA256 !== digestOf(text)) {
    throw invalid("The declaration is damaged", "Its SHA-256 does not match: it was truncated or edited.");
  }
  const written = parse(text, "DBKILL_DECLARATION") as Written;
  if (written.version !== DECLARATION_VERSION) {
    throw invalid(
      `The declaration has version ${written.version}`,
      `This handler reads version ${DECLARATION_VERSION}. Synthesize and apply again with one version of cdktf-dbkill.`,
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

/** Reads a text from one variable or, if it is long, from several: Linux allows 128 KiB in each. */
function joined(env: NodeJS.ProcessEnv, name: string): string {
  let text = env[name] ?? "";
  for (let part = 1; env[`${name}_${part}`] !== undefined; part++) text += env[`${name}_${part}`];
  return text;
}

/** Fills in the values that only Terraform knows. */
function fill(value: unknown, env: NodeJS.ProcessEnv): unknown {
  if (Array.isArray(value)) return value.map((each) => fill(each, env));
  if (typeof value !== "object" || value === null) return value;
  const { $reference: reference, as } = value as Partial<Reference>;
  if (reference === undefined) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fill(part, env)]));
  }
  const text = env[reference];
  if (text === undefined) throw invalid("The declaration is incomplete", `${reference} is not set.`);
  return as === "text" ? text : parse(text, reference);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`${name} is not JSON`, "It was truncated or edited.");
  }
}

function invalid(summary: string, detail: string): HandlerFailure {
  return new HandlerFailure("DBKILL_DECLARATION_INVALID", summary, `${detail} Nothing was sent.`);
}
