import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { DOCUMENT_CONTEXT } from "../../src/cli/policies/words";
import { type Outcome, POLICY_MODES, type Session, SPARE_REASONS } from "../../src/model";
import { documentSchema } from "../../src/model/policy/document-schema";
import { LISTABLE } from "../../src/resources/target";

/** `docs/schemas/`: the JSON schemas of what the commands read and print, by path. */
export function jsonSchemas(): Map<string, string> {
  const made = [
    [
      "policy-document",
      "Policy document of dbkill",
      "Auto-kill policies, in the words of `dbkill_auto_kill_policy`.",
      documentSchema({ ...DOCUMENT_CONTEXT, services: LISTABLE }),
    ],
    ["sessions", "Saved list of sessions", "What `--sessions` reads, beside the output of MySQL.", saved],
    ["preview", "Preview of dbkill", "What `dbkill preview --format json` prints.", preview],
    ["audit", "Audit line of dbkill", "One line of the audit of `dbkill enforce`.", auditLine],
  ] as const;
  return new Map(
    made.map(([name, title, description, schema]) => {
      const { $schema, ...form } = toJsonSchema(schema as v.GenericSchema, { target: "draft-2020-12" });
      return [
        `schemas/${name}.schema.json`,
        `${JSON.stringify({ $schema, title, description, ...form }, null, 2)}\n`,
      ];
    }),
  );
}

function told<S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description));
}

const text = v.string();
const seconds = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.union([text, count]);

/** What each field of a session tells. */
const FIELDS: Readonly<Record<keyof Session, string>> = {
  id: "The vendor's own id.",
  user: "The user's name.",
  host: "Client address, with the port where the service gives one.",
  database: "Default database; empty where none is chosen.",
  command: "Process-list command, such as Query or Sleep.",
  state: "The session's state.",
  duration_seconds: "Seconds in the current state.",
  info: "The statement; empty where none runs.",
  transaction_seconds: "Seconds since its transaction began.",
  server: "The server that holds the session, where a service has several that number their sessions.",
  query_id: "The query's id, where sessions are queries.",
};

const session = v.strictObject({
  id: told(text, FIELDS.id),
  user: told(text, FIELDS.user),
  host: told(text, FIELDS.host),
  database: told(text, FIELDS.database),
  command: told(text, FIELDS.command),
  state: told(text, FIELDS.state),
  duration_seconds: told(seconds, FIELDS.duration_seconds),
  info: told(text, FIELDS.info),
  transaction_seconds: v.exactOptional(told(seconds, FIELDS.transaction_seconds)),
  server: v.exactOptional(told(text, FIELDS.server)),
  query_id: v.exactOptional(told(text, FIELDS.query_id)),
});

/** As it may be written: ids as numbers too, and what is not known left out or null. */
const written = v.strictObject({
  id: told(id, FIELDS.id),
  ...Object.fromEntries(
    (["user", "host", "database", "command", "state", "info", "server"] as const).map((name) => [
      name,
      v.exactOptional(told(v.nullable(text), FIELDS[name])),
    ]),
  ),
  duration_seconds: told(seconds, FIELDS.duration_seconds),
  transaction_seconds: v.exactOptional(told(v.nullable(seconds), FIELDS.transaction_seconds)),
  query_id: v.exactOptional(told(v.nullable(id), FIELDS.query_id)),
});

const saved = v.strictObject({ sessions: told(v.array(written), "All sessions of one database.") });

const target = v.strictObject({
  service: told(text, "The service."),
  instance_id: told(text, "Id of the database instance; for a MySQL server itself host:port."),
  product: v.exactOptional(text),
  tenant_id: v.exactOptional(text),
  edition: v.exactOptional(text),
  computing_group_id: v.exactOptional(text),
  region: v.exactOptional(text),
});

const reason = told(v.picklist(SPARE_REASONS), "Why the session is not killed.");

const preview = v.strictObject({
  policies: v.array(
    v.strictObject({
      name: text,
      target: told(target, "The database."),
      mode: v.picklist(POLICY_MODES),
      matched: told(count, "How many sessions match names, spared or not."),
      victims: told(v.array(session), "The sessions that would be killed, or reported with mode observe."),
      spared: told(
        v.array(
          v.strictObject({
            session,
            reason,
            detail: told(text, "What decided it, such as the protected user's name."),
          }),
        ),
        "Every other session that matches.",
      ),
      capped: told(v.boolean(), "Whether a cap stops the pass, so that it kills nothing."),
      error: v.exactOptional(
        told(
          v.strictObject({ code: told(text, "Stable."), message: text }),
          "Why the sessions can't be listed; absent where they are.",
        ),
      ),
    }),
  ),
});

/** A session in the audit. */
const recorded = v.strictObject({
  ...session.entries,
  info: told(
    text,
    "The statement as --audit-statements says: whole, as a hash by which equal ones are recognised, or empty.",
  ),
});

/** What every line of the audit has. */
const line = {
  at: told(text, "Date and time: RFC 3339, in UTC."),
  policy: told(text, "The policy's name."),
  document_hash: told(
    v.pipe(text, v.regex(/^[0-9a-f]{64}$/)),
    "SHA-256 of the policy's document: names the revision.",
  ),
  target: told(target, "The database."),
};

const why = v.exactOptional(told(text, "The policy's own reason."));

const auditLine = v.union([
  told(
    v.strictObject({
      ...line,
      event: v.literal("killed"),
      outcome: v.exactOptional(
        told(
          v.picklist(["killed", "gone", "survived", "refused", "unknown"] satisfies Outcome[]),
          "What became of the session, by another look after the kill. Absent in the line that is written before the kill is sent.",
        ),
      ),
      reason: why,
      session: recorded,
      request_id: v.exactOptional(told(text, "The vendor's id of the request, for its support.")),
      code: v.exactOptional(told(text, "The vendor's own code, where it refused.")),
    }),
    "A kill: one line before it is sent, one when its outcome is known.",
  ),
  told(
    v.strictObject({ ...line, event: v.literal("would_kill"), reason: why, session: recorded }),
    "A session that would be killed, were it not for mode = observe, --dry-run or the stop file. Said once while it stays.",
  ),
  told(
    v.strictObject({ ...line, event: v.literal("spared"), reason, session: recorded }),
    "A session that matches and is not killed. Said once for each reason while it stays.",
  ),
  told(
    v.strictObject({
      ...line,
      event: v.literal("capped"),
      reason: told(v.picklist(["max_kills", "max_kills_per_hour"]), "The cap."),
    }),
    "A cap stopped the pass: it kills nothing.",
  ),
  told(
    v.strictObject({
      ...line,
      event: v.literal("error"),
      code: told(text, "The stable code of what failed."),
      session: v.exactOptional(recorded),
    }),
    "Something failed. With a session: its kill was recorded, and called off before it was sent.",
  ),
  told(v.strictObject({ ...line, event: v.literal("pass") }), "The policy's part of a pass is over."),
]);
