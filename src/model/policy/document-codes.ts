import type { CodeEntry } from "../codes";

/** What a policy document can break besides the rules of a policy. Codes are stable: tools rely on them. */
export const DOCUMENT_CODES = {
  DBKILL_POLICY_DOCUMENT_UNREADABLE: {
    cause: "A policy document is not JSON, or an object in it has the same field twice with other values.",
    remedy: "Correct the place that the message names.",
  },
  DBKILL_POLICY_DOCUMENT_VERSION: {
    cause: "A policy document has a version that this dbkill does not know.",
    remedy: "Write version 1, or use the dbkill that wrote the document.",
  },
  DBKILL_POLICY_FIELD_UNKNOWN: {
    cause:
      "A policy document has a field that does not exist. Left out, a filter could choose more sessions.",
    remedy: "Correct the field's name as the message says, or remove it.",
  },
  DBKILL_POLICY_FIELD_MISSING: {
    cause: "A policy document lacks a field that must be there.",
    remedy: "Add the field.",
  },
  DBKILL_POLICY_VALUE_INVALID: {
    cause:
      "A value in a policy document is of the wrong kind, out of range, or not one of the words allowed.",
    remedy: "Write what the message asks for.",
  },
  DBKILL_POLICY_SERVICE_UNKNOWN: {
    cause: "A policy document names a service that dbkill does not know.",
    remedy: "Write one of the services that the message lists.",
  },
} as const satisfies Record<string, CodeEntry>;
