import { VERSION } from "../../version";
import { ControlError, invalid } from "../core/fields";
import { checkMediaType } from "../core/guard";
import { SERVICE_NAMES } from "../core/types";
import type { RequestHead } from "../vendors/vendor";
import type { Control } from "./control";

/** Everything under it is the control interface; all other paths are the vendors'. */
export const CONTROL_PREFIX = "/_dbkill/";

/** `body` absent: a response without one. */
export interface ControlResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `body` reads it as JSON; an empty one is an error unless the caller says what it stands for. */
type Route = (
  control: Control,
  request: { query: unknown; body: (whereEmpty?: unknown) => unknown },
) => Promise<ControlResponse>;

const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  health: { GET: async (control) => ok(control.health()) },
  state: { GET: async (control, { query }) => ok(await control.state(query)) },
  sessions: { POST: async (control, { body }) => ({ status: 201, body: control.addSessions(body()) }) },
  tasks: { POST: async (control, { body }) => ({ status: 201, body: control.addTask(body()) }) },
  clock: { POST: async (control, { body }) => ok(control.advanceClock(body())) },
  faults: {
    POST: async (control, { body }) => ok(control.setFaults(body())),
    DELETE: async (control) => ok(control.setFaults({ faults: [] })),
  },
  quirks: {
    GET: async (control) => ok(control.quirks()),
    POST: async (control, { body }) => ok(control.setQuirks(body())),
    DELETE: async (control) => ok(control.setQuirks({ quirks: [] })),
  },
  requests: { GET: async (control, { query }) => ok(control.requests(query)) },
  reset: {
    POST: async (control, { body }) => {
      control.reset(body({}));
      return { status: 204 };
    },
  },
};

/** The answer to curl at `/`; browsers get the page. */
export function welcome(): string {
  const calls = Object.entries(ROUTES).map(
    ([name, methods]) => `  ${Object.keys(methods).join(", ").padEnd(17)} ${CONTROL_PREFIX}${name}`,
  );
  return `dbkill emulator ${VERSION}

The vendors' APIs of ${SERVICE_NAMES.join(", ")}, for tests.
Instances and their sessions are posted first. The control interface, all of it JSON:

${calls.join("\n")}
`;
}

/** Carries out one call of the control interface. Never rejects: an error is a response too. */
export async function respondToControl(
  control: Control,
  head: RequestHead,
  body: Buffer,
): Promise<ControlResponse> {
  try {
    const name = head.path.slice(CONTROL_PREFIX.length);
    const methods = Object.hasOwn(ROUTES, name) ? ROUTES[name]! : undefined;
    if (!methods) {
      const paths = Object.keys(ROUTES).map((each) => CONTROL_PREFIX + each);
      throw new ControlError(404, "NotFound", `no such path ${head.path}; there are ${paths.join(", ")}`);
    }
    const route = Object.hasOwn(methods, head.method) ? methods[head.method]! : undefined;
    if (!route) return methodNotAllowed(head, Object.keys(methods));
    const refused = head.method === "POST" ? checkMediaType(head.headers) : undefined;
    if (refused) throw new ControlError(refused.status, refused.code, refused.message);
    return await route(control, {
      query: readQuery(head.query),
      body: (whereEmpty) => (body.length === 0 && whereEmpty !== undefined ? whereEmpty : readJson(body)),
    });
  } catch (error) {
    if (error instanceof ControlError) return refusal(error);
    const message = error instanceof Error ? error.message : String(error);
    return refusal(new ControlError(500, "InternalError", message));
  }
}

function ok(body: unknown): ControlResponse {
  return { status: 200, body };
}

function refusal({ status, code, message }: ControlError): ControlResponse {
  return { status, body: { error: { code, message } } };
}

function methodNotAllowed({ method, path }: RequestHead, allowed: string[]): ControlResponse {
  const list = allowed.join(", ");
  const error = new ControlError(405, "MethodNotAllowed", `${path} takes ${list}, not ${method}`);
  return { ...refusal(error), headers: { Allow: list } };
}

function readQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw invalid("body", "is not JSON");
  }
}
