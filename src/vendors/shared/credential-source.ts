import { CredentialsError } from "./errors";

/** The names that a source has for the parts of a key pair. */
export interface KeyNames {
  readonly id: string;
  readonly key: string;
  readonly token: string;
}

/** One source of a key pair, with what it holds; a part that it lacks is empty. */
export interface CredentialSource {
  /** For messages. */
  readonly source: string;
  readonly names: KeyNames;
  readonly id: string;
  readonly key: string;
  readonly token: string;
  /** Whether the file, and the section of it that is read, exists; absent where the source is not a file. */
  readonly exists?: boolean;
}

/** Describes a source. A value that is not text counts as absent; a line end copied along with a key is not part of it. */
export function credentialSource(
  source: string,
  names: KeyNames,
  id: unknown,
  key: unknown,
  token: unknown,
  exists?: boolean,
): CredentialSource {
  return { source, names, id: text(id), key: text(key), token: text(token), exists };
}

/** The provider block as a source. A token alone is half a pair there: only a key pair in the same block can belong to it. */
export function blockSource(
  service: string,
  ...source: Parameters<typeof credentialSource>
): CredentialSource {
  const block = credentialSource(...source);
  if (block.token && !block.id && !block.key) throw halfPair(service, block);
  return block;
}

/**
 * The first source that holds any part of a pair. Sources are never mixed: an id of one and a key of another are not a pair.
 *
 * @param sources in the order of their precedence; read lazily, because a file is read only where no earlier source has the pair
 * @param missing what to say where no source has one: the message, and the remedy before the list of sources
 * @throws CredentialsError where that source holds half a pair, or there is none
 */
export function resolveKeyPair(
  service: string,
  sources: Iterable<CredentialSource>,
  missing: { readonly message: string; readonly remedy: string },
): CredentialSource {
  // One source may have several sets of names.
  const searched = new Set<string>();
  for (const source of sources) {
    if (source.id && source.key) return source;
    if (source.id || source.key) throw halfPair(service, source);
    searched.add(`${source.source}${emptiness(source)}`);
  }
  throw new CredentialsError(missing.message, {
    service,
    absent: true,
    remedy: `${missing.remedy} Searched: ${[...searched].join("; ")}.`,
  });
}

/** Whether the file is missing or has other names in it. */
function emptiness({ exists, names }: CredentialSource): string {
  if (exists === undefined) return "";
  return exists ? ` (has no ${names.id} and no ${names.key})` : " (not found)";
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function halfPair(service: string, { source, names, id, key }: CredentialSource): CredentialsError {
  const missing = [...(id ? [] : [names.id]), ...(key ? [] : [names.key])].join(" and ");
  const given = id ? names.id : key ? names.key : names.token;
  return new CredentialsError(`${capitalised(source)} has ${given} but no ${missing}.`, {
    service,
    remedy: `Set ${missing} in the same place, or remove ${given}. Sources are never mixed.`,
  });
}

function capitalised(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}
