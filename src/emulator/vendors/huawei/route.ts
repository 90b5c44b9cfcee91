import type { RequestHead } from "../vendor";
import type { Api, Operation } from "./operation";
import { decoded } from "./sdk-hmac";

/** What a request's path says. */
export interface Route {
  readonly api: Api;
  readonly projectId: string;
  readonly instanceId: string;
  /** The operation's name; where there is none, the path's last segment. */
  readonly action: string;
  /** Undefined: the service has no such operation. */
  readonly operation: Operation | undefined;
  /** What the path has where the operation's has `*`. */
  readonly pathId: string;
}

/** Undefined: the path is of none of these APIs. */
export function routeOf({ method, path }: RequestHead, apis: readonly Api[]): Route | undefined {
  const [root, version, projectId, collection, instanceId, ...rest] = path.split("/").map(decoded);
  const api = apis.find((each) => each.version === version && each.collection === collection);
  if (root !== "" || !api || projectId === undefined || instanceId === undefined) return undefined;
  const place = { api, projectId, instanceId };
  for (const [action, operation] of Object.entries(api.operations)) {
    const pathId = operation.method === method ? starOf(operation.path, rest) : undefined;
    if (pathId !== undefined) return { ...place, action, operation, pathId };
  }
  return { ...place, action: rest.at(-1) ?? "", operation: undefined, pathId: "" };
}

/** The segment that `*` stands for, empty where the pattern has none; undefined where the path does not fit. */
function starOf(pattern: string, segments: readonly string[]): string | undefined {
  const parts = pattern.split("/");
  const fits =
    parts.length === segments.length && parts.every((part, at) => part === "*" || part === segments[at]);
  return fits ? (segments[parts.indexOf("*")] ?? "") : undefined;
}
