import { printable } from "../../model";
import { nearest } from "../../model/nearest";
import { SessionsFileError } from "./error";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of sessions in a JSON document. */
export interface Found {
  readonly sessions: readonly unknown[];
  /** Where it is: `sessions`, `idle.value.sessions`; empty for the document itself. */
  readonly path: string;
}

/** The attributes of the data source `dbkill_sessions`. */
const ATTRIBUTES = ["sessions", "total", "limit", "target", "match", "exclude"];

/**
 * The list of sessions in a document: its own, or the only one that Terraform shows for the data source `dbkill_sessions`
 * (`terraform output -json`, `terraform show -json`).
 *
 * @throws SessionsFileError where there is none or several, or where it is cut at the data source's `limit`
 */
export function findSessions(document: unknown): Found {
  if (Array.isArray(document)) return { sessions: document, path: "" };
  if (!isObject(document)) throw noSessions();
  if (Object.hasOwn(document, "sessions")) return ofObject(document, "");
  const candidates = Object.hasOwn(document, "format_version") ? shown(document) : outputs(document);
  const [only, ...more] = candidates;
  if (only === undefined) throw nearMiss(document) ?? noSessions();
  if (more.length > 0) {
    throw new SessionsFileError(
      `The file holds ${candidates.length} lists of sessions: ${printable(candidates.map(({ path }) => path).join(", "), 200)}. Keep one of them.`,
    );
  }
  return only;
}

function noSessions(): SessionsFileError {
  return new SessionsFileError('The file holds no list of sessions. Write {"sessions": [...]}.');
}

/** A document of one's own with a misspelt field. */
function nearMiss(document: JsonObject): SessionsFileError | undefined {
  const name = Object.keys(document).find((key) => nearest(key, ["sessions"]) !== undefined);
  if (name === undefined) return undefined;
  return new SessionsFileError("is no field of a list. Is sessions meant?", { path: printable(name, 60) });
}

/** A list in the attribute `sessions` of a document or of the data source. */
function ofObject(object: JsonObject, prefix: string): Found {
  const path = `${prefix}sessions`;
  for (const name of Object.keys(object)) {
    if (ATTRIBUTES.includes(name)) continue;
    throw new SessionsFileError('is no field of a list of sessions. Write {"sessions": [...]} alone.', {
      path: `${prefix}${printable(name, 60)}`,
    });
  }
  const { sessions, total } = object;
  if (!Array.isArray(sessions)) throw new SessionsFileError("must be a list of sessions.", { path });
  if (typeof total === "number" && total > sessions.length) {
    throw new SessionsFileError(
      `holds ${sessions.length} of ${total} sessions. Raise limit of the data source and save it again.`,
      { path },
    );
  }
  return { sessions, path };
}

/** `terraform output -json`: an object of outputs, each with its value. Other outputs are passed over. */
function outputs(document: JsonObject): Found[] {
  return Object.entries(document).flatMap(([name, output]) => {
    if (!isObject(output)) return [];
    const { value } = output;
    const path = `${name}.value`;
    if (isObject(value) && Array.isArray(value.sessions)) return [ofObject(value, `${path}.`)];
    const isList = Array.isArray(value) && value.length > 0 && value.every(isSessionLike);
    return isList ? [{ sessions: value, path }] : [];
  });
}

function isSessionLike(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, "id") && Object.hasOwn(value, "duration_seconds");
}

/** `terraform show -json`: of a state its values; of a plan those of the state before it, which has the data sources. */
function shown(document: JsonObject): Found[] {
  const before = isObject(document.prior_state) ? document.prior_state.values : undefined;
  const values = document.values ?? before;
  return isObject(values) ? ofModule(values.root_module) : [];
}

function ofModule(module: unknown): Found[] {
  if (!isObject(module)) return [];
  const own = listOf(module.resources).flatMap((resource) => {
    if (!isObject(resource) || resource.type !== "dbkill_sessions" || !isObject(resource.values)) return [];
    return [ofObject(resource.values, `${String(resource.address)}.`)];
  });
  return [...own, ...listOf(module.child_modules).flatMap(ofModule)];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
