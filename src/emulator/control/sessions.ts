import { Fields, invalid } from "../core/fields";
import type { Service } from "../core/service";
import type { Match, NewSession, SessionInput } from "../core/types";
import type { Instance } from "../core/world";

const INSTANCE_FIELDS = ["service", "instance_id", "product", "tenant_id", "edition", "region"];

const TASK_FIELDS = ["service", "instance_id", "product", "match", "duration_seconds"];

const MATCH_FIELDS = [
  "users",
  "hosts",
  "databases",
  "commands",
  "info_prefix",
  "info_keywords",
  "min_duration_seconds",
];

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
  "lingers_seconds",
];

/** About a hundred years. */
const OLDEST_SECONDS = 3_155_760_000;

/** Checks the body of `POST /_dbkill/sessions`. */
export function parseSessions(
  body: unknown,
  served: readonly Service[],
): { instance: Omit<Instance, "tasks">; sessions: NewSession[] } {
  const fields = Fields.of(body, "", [...INSTANCE_FIELDS, "sessions"]);
  const { service, id, product } = readInstance(fields, served);
  const instance = {
    service,
    id,
    product,
    tenantId: service.hasTenants ? fields.text("tenant_id") : without("tenant_id", fields, service),
    edition: service.editions
      ? fields.optionalChoice("edition", service.editions)
      : without("edition", fields, service),
    region: regionOf(fields, service),
  };
  const sessions = fields
    .list("sessions")
    .map((each, index) => parseSession(each, `sessions[${index}]`, service));
  return { instance, sessions };
}

/** Checks the body of `POST /_dbkill/tasks`. */
export function parseTask(
  body: unknown,
  served: readonly Service[],
): {
  instance: Pick<Instance, "service" | "id" | "product">;
  match: Match;
  durationSeconds: number | null;
} {
  const fields = Fields.of(body, "", TASK_FIELDS);
  const given = Fields.of(fields.value("match"), "match", MATCH_FIELDS);
  const match: Match = {
    users: given.optionalTexts("users"),
    hosts: given.optionalTexts("hosts"),
    databases: given.optionalTexts("databases"),
    commands: given.optionalTexts("commands"),
    info_prefix: given.optionalText("info_prefix"),
    info_keywords: given.optionalTexts("info_keywords"),
    min_duration_seconds: given.optionalCount("min_duration_seconds", 0),
  };
  return {
    instance: readInstance(fields, served),
    match: Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)),
    durationSeconds: fields.optionalCount("duration_seconds", 1) ?? null,
  };
}

function readInstance(
  fields: Fields,
  served: readonly Service[],
): Pick<Instance, "service" | "id" | "product"> {
  const name = fields.choice(
    "service",
    served.map((service) => service.name),
  );
  const service = served.find((each) => each.name === name)!;
  const id = fields.text("instance_id");
  return {
    service,
    id,
    product:
      service.products.length > 0 ? productOf(fields, service, id) : without("product", fields, service),
  };
}

function productOf(fields: Fields, service: Service, instanceId: string): string | undefined {
  return fields.optionalChoice("product", service.products) ?? service.defaultProduct(instanceId);
}

function regionOf(fields: Fields, service: Service): string | undefined {
  const region = fields.optionalText("region");
  if (region !== undefined && !service.isRegion(region)) {
    throw invalid("region", `${JSON.stringify(region)} is not a region of service ${service.name}`);
  }
  return region;
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
    duration_seconds:
      fields.value("duration_seconds") === null
        ? null
        : fields.optionalAmount("duration_seconds", OLDEST_SECONDS),
    info: fields.textOrNull("info"),
    query_id: fields.optionalText("query_id"),
    server: fields.optionalText("server"),
    sql_id: fields.optionalText("sql_id"),
    unkillable: fields.optionalFlag("unkillable"),
    refuse: fields.optionalText("refuse"),
    lingers_seconds: fields.optionalAmount("lingers_seconds", OLDEST_SECONDS),
  };
  return service.complete?.(session) ?? session;
}
