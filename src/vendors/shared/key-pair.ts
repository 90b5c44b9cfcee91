import { CredentialsError } from "./errors";

/** The names a place has for the parts of a key pair. */
export interface KeyNames {
  readonly id: string;
  readonly key: string;
  readonly token: string;
}

/** One place to look for a key pair in, with what it holds; empty where it does not. */
export interface CredentialSource {
  /** In words; safe to show. */
  readonly source: string;
  readonly names: KeyNames;
  readonly id: string;
  readonly key: string;
  readonly token: string;
  /** Whether there is such a file, and the part of it that is read; absent for what is no file. */
  readonly exists?: boolean;
}

/** Describes a place. What is no text counts as absent; a line end copied along with a key is not part of it. */
export function keyPlace(
  source: string,
  names: KeyNames,
  id: unknown,
  key: unknown,
  token: unknown,
  exists?: boolean,
): CredentialSource {
  return { source, names, id: text(id), key: text(key), token: text(token), exists };
}

/** The provider block as a place: a token alone is half a pair there, as nothing but the block can have been meant. */
export function blockPlace(service: string, ...place: Parameters<typeof keyPlace>): CredentialSource {
  const block = keyPlace(...place);
  if (block.token && !block.id && !block.key) throw halfPair(service, block);
  return block;
}

/**
 * The first place that holds any of a pair. Places are never mixed: an id of one and a key of another are never a pair.
 *
 * @param places lazily made, as no file needs reading where an earlier place has the pair.
 * @param missing what to say where no place has one: the message, and the remedy before the list of places.
 * @throws CredentialsError where that place holds half a pair, or there is none.
 */
export function firstKeyPair(
  service: string,
  places: Iterable<CredentialSource>,
  missing: { readonly message: string; readonly remedy: string },
): CredentialSource {
  // One place may have several sets of names.
  const looked = new Set<string>();
  for (const place of places) {
    if (place.id && place.key) return place;
    if (place.id || place.key) throw halfPair(service, place);
    looked.add(`${place.source}${emptiness(place)}`);
  }
  throw new CredentialsError(missing.message, {
    service,
    remedy: `${missing.remedy} Looked in: ${[...looked].join("; ")}.`,
  });
}

/** Who wrote a file looks for the mistake in it: a wrong name, or another place than thought. */
function emptiness({ exists, names }: CredentialSource): string {
  if (exists === undefined) return "";
  return exists ? ` (it has no ${names.id} and no ${names.key})` : " (not there)";
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function halfPair(service: string, { source, names, id, key }: CredentialSource): CredentialsError {
  const missing = [...(id ? [] : [names.id]), ...(key ? [] : [names.key])].join(" and ");
  const given = id ? names.id : key ? names.key : names.token;
  return new CredentialsError(`In ${source} there is ${given} and no ${missing}.`, {
    service,
    remedy: `Set ${missing} in the same place, or remove ${given}. Sources are never mixed.`,
  });
}
