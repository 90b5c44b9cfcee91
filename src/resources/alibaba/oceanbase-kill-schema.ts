import { attr, hasUnknown, modify, type Planned, type State, schema, validate } from "../../framework";
import { matchAttribute } from "../match";
import { guardAttributes, OUTCOME_DESCRIPTION } from "../one-shot-schema";
import { regionAttribute } from "../region";

/** `dbkill_alibaba_oceanbase_kill`. Source of the facts: OceanBasePro 2019-09-01, KillProcessList and DescribeProcessStatsComposition. */
export const oceanbaseKillSchema = schema({
  description:
    "Kills sessions of a tenant of an Alibaba OceanBase cluster once, when it is created and whenever `triggers` or what it chooses changes: exactly one of `sessions` and `match`. A session that the vendor refuses to kill is an error; the next apply tries again what is left. Destroying it does nothing: what is killed stays killed.",
  attributes: {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: attr.string("required", {
      description: "Id of the OceanBase cluster.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be an instance id, without blanks or slashes")],
      planModifiers: [modify.requiresReplace()],
    }),
    tenant_id: attr.string("required", {
      description: "Id of the tenant in it.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be a tenant id, without blanks or slashes")],
      planModifiers: [modify.requiresReplace()],
    }),
    region: regionAttribute("instance"),
    sessions: attr.objectList(
      {
        server: attr.string("required", {
          description: "Address of the server that holds the session, as the process list has it.",
          validators: [validate.matches(/^\S+$/, "must be a server's address, without blanks")],
        }),
        id: attr.string("required", {
          description: "The session's id: a decimal number of up to 64 bits, as text.",
          validators: [
            validate.custom<string>("a decimal number of up to 64 bits", (id) =>
              isSessionId(id)
                ? undefined
                : `${JSON.stringify(id)} is no session id: a process list numbers its sessions, without leading zeros and within 64 bits.`,
            ),
          ],
        }),
      },
      "optional",
      {
        description:
          "The sessions, each once. May come from `dbkill_sessions`; an empty list kills nothing, and says so.",
        validators: [
          validate.custom<readonly unknown[]>("without duplicates", (sessions, { at, diagnostics }) => {
            const seen = new Map<string, number>();
            for (const [index, session] of sessions.entries()) {
              if (session === null || hasUnknown(session)) continue;
              const { server, id } = session as { server: unknown; id: unknown };
              const key = JSON.stringify([server, id]);
              const first = seen.get(key);
              if (first === undefined) seen.set(key, index);
              else {
                diagnostics.error(
                  "Duplicate value",
                  `sessions[${index}] repeats element ${first}: session ${id} on ${server}.`,
                  at(index).path,
                );
              }
            }
            return undefined;
          }),
        ],
      },
    ),
    match: matchAttribute(
      "optional",
      "Which sessions are meant: they are listed during the apply, and those that match are killed. Statements are compared with their case and their comments; `info_regex` can look past both.",
    ),
    ...guardAttributes(),
    results: attr.objectList(
      {
        server: attr.string("computed", { description: "The server that held the session." }),
        session_id: attr.string("computed", { description: "The session's id." }),
        user: attr.string("computed", { description: "Whose it was; null where it was not there." }),
        outcome: attr.string("computed", {
          description: `${OUTCOME_DESCRIPTION} \`refused\`: the vendor refused, and it is still there.`,
        }),
        message: attr.string("computed", {
          description: "What the vendor said against killing it; null where nothing.",
        }),
      },
      "computed",
      { description: "What became of each session." },
    ),
  },
});

export type OceanbaseKillPlan = Planned<typeof oceanbaseKillSchema>;
export type OceanbaseKillState = State<typeof oceanbaseKillSchema>;

function isSessionId(id: string): boolean {
  return /^[1-9]\d{0,19}$/.test(id) && BigInt(id) < 2n ** 64n;
}
