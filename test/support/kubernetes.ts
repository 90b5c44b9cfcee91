import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

const FOLDER = join(__dirname, "..", "..", "examples", "kubernetes");

// biome-ignore lint/suspicious/noExplicitAny: a manifest's shape is its kind's
export type Manifest = any;

/** A text of `examples/kubernetes`. */
export const text = (name: string) => readFileSync(join(FOLDER, name), "utf8");

/** Every manifest of `examples/kubernetes`. */
export function manifests(): Manifest[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yaml") && name !== "prometheus-rules.yaml")
    .flatMap((name) => parseAllDocuments(text(name)).map((document) => document.toJS() as Manifest));
}

/** Everything that Kubernetes' own schema of its kind says to a manifest. Fields that the schema does not know are problems too. */
export function problemsOf(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  const { [kind]: Model } = require(`kubernetes-models/${apiVersion}/${kind}`) as Record<string, ModelClass>;
  const looked = new Set<string>();
  const unknown = () =>
    pathsIn(manifest, "").flatMap((path) => (looked.has(path) ? [] : [`${path} is unknown`]));
  try {
    Model!.prototype.validate.call(watched(manifest, "", looked));
    return unknown();
  } catch (error) {
    const { errors } = error as { errors?: { instancePath: string; keyword: string }[] };
    if (!errors) throw error;
    return [...errors.map(({ instancePath, keyword }) => `${instancePath} breaks ${keyword}`), ...unknown()];
  }
}

interface ModelClass {
  readonly prototype: { validate(): void };
}

/** The value, which notes each path that is looked at: a field that no schema asks for is not known. */
function watched(value: unknown, path: string, looked: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, name) => {
      const part = Reflect.get(target, name) as unknown;
      if (typeof name !== "string" || !Object.hasOwn(target, name)) return part;
      looked.add(`${path}/${name}`);
      return watched(part, `${path}/${name}`, looked);
    },
  });
}

function pathsIn(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [
    `${path}/${name}`,
    ...pathsIn(part, `${path}/${name}`),
  ]);
}
