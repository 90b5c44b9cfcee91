import { Fields, invalid } from "../core/fields";
import type { Service } from "../core/service";
import type { SessionInput } from "../core/types";
import type { Instance } from "../core/world";
import type { NewSession } from "../engines/engine";

const BODY_FIELDS = ["service", "instance_id", "product", "tenant_id", "edition", "sessions"];

const SESSION_FIELDS = [
  "id",
  "user",
  "host",
  "database",
  "command",
  "state",
  "duration_seconds",
  "info",
  "query_id",
  "server",
  "sql_id",
  "unkillable",
  "refuse",
];

/** About a hundred years. */
const OLDEST_SECONDS = 3_155_760_000;

/** Checks the body of `POST /_dbkill/sessions`. */
export function parseSessions(
  body: unknown,
  served: readonly Service[],
): { instance: Omit<Instance, "tasks">; sessions: NewSession[] } {
  const fields = Fields.of(body, "", BODY_FIELDS);
  const name = fields.choice(
    "service",
    served.map((service) => service.name),
  );
  const service = served.find((each) => each.name === name)!;
  const id = fields.text("instance_id");
  const instance = {
    service,
    id,
    product: service.products.length > 0 ? product(fields, service, id) : without("product", fields, service),
    tenantId: service.hasTenants ? fields.text("tenant_id") : without("tenant_id", fields, service),
    edition: service.editions
      ? fields.optionalChoice("edition", service.editions)
      : without("edition", fields, service),
  };
  const sessions = fields
    .list("sessions")
    .map((each, index) => parseSession(each, `sessions[${index}]`, service));
  return { instance, sessions };
}

function product(fields: Fields, service: Service, instanceId: string): string | undefined {
  return fields.optionalChoice("product", service.products) ?? service.defaultProduct(instanceId);
}

function without(name: "product" | "tenant_id" | "edition", fields: Fields, service: Service): undefined {
  if (fields.optionalText(name) !== undefined) {
    throw invalid(name, `service ${service.name} has none; leave it out`);
  }
}

function parseSession(value: unknown, path: string, service: Service): NewSession {
  const fields = Fields.of(value, path, SESSION_FIELDS);
  const id = fields.optionalText("id");
  const { pattern, words } = service.sessionId;
  if (id !== undefined && !pattern.test(id)) throw invalid(fields.where("id"), `must be ${words}`);
  const session: SessionInput = {
    id,
    user: fields.textOrNull("user"),
    host: fields.textOrNull("host"),
    database: fields.textOrNull("database"),
    command: fields.textOrNull("command", "Query"),
    state: fields.textOrNull("state"),
    duration_seconds: fields.optionalAmount("duration_seconds", OLDEST_SECONDS),
    info: fields.textOrNull("info"),
    query_id: fields.optionalText("query_id"),
    server: fields.optionalText("server"),
    sql_id: fields.optionalText("sql_id"),
    unkillable: fields.optionalFlag("unkillable"),
    refuse: fields.optionalText("refuse"),
  };
  return service.complete?.(session) ?? session;
}
