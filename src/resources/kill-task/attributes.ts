import type { TaskOptions } from "../../engine/kill-task";
import {
  attr,
  block,
  type Desired,
  type PlanRequest,
  type Schema,
  type State,
  validate,
} from "../../framework";
import { MAX_SECONDS, type ServiceFacts, type Target } from "../../model";
import { excludedFields, matchBlock } from "../blocks";

/** The attributes and blocks that every standing task has, besides `id` and `instance_id`. */
export function taskAttributes(facts: ServiceFacts) {
  return {
    region: attr.string("optional_computed", {
      description: "Region of the instance. Default: the provider's. A change moves the task.",
      validators: [validate.lengthBetween(1, 64)],
    }),
    match: matchBlock(`Which sessions are killed. ${excludedFields(facts)}`),
    match_all: attr.bool("defaulted", {
      description: "Kill **every** session but those of the system. Excludes `match`.",
      default: false,
    }),
    duration_seconds: attr.integer("optional", {
      description: "How long the task runs, in seconds. Default: until it is destroyed.",
      validators: [validate.between(1, MAX_SECONDS)],
    }),
    renew_on_expiry: attr.bool("defaulted", {
      description: "Whether a task that ended by its own time is planned again.",
      default: false,
    }),
    max_kills: attr.integer("optional", {
      description:
        "The plan fails where more sessions than this match at that moment, or where they can't be listed. It does not limit the task once it runs.",
      validators: [validate.atLeast(0)],
    }),
    status: attr.string("computed", {
      description:
        "`running`; `expired` once the duration has passed; `stopped` where it ended before or is not known to run. The next apply starts a stopped task.",
    }),
    started_at: attr.string("computed", { description: "When the task was started (RFC 3339, UTC)." }),
    ends_at: attr.string("computed", {
      description: "When the task ends (RFC 3339, UTC); null for one that runs until destroyed.",
    }),
    pending_start: attr.string("computed", {
      description: "What is known of a request whose effect is not known yet (JSON); null otherwise.",
    }),
    timeouts: block.timeouts({ create: "5m", update: "5m", delete: "5m" }),
  };
}

/** What the schemas of all types of kill tasks share. */
export type TaskSchema = Schema<
  ReturnType<typeof taskAttributes> & { id: ReturnType<typeof attr.string<"computed">> } & {
    instance_id: ReturnType<typeof attr.string<"required">>;
  }
>;

/** What only some types have. */
interface TypeAttributes<V> {
  readonly product?: V;
  readonly task_id?: V | null;
  readonly project_id?: V | null;
}

export type TaskState = State<TaskSchema> & TypeAttributes<string>;
export type TaskPlan = PlanRequest<TaskSchema>["plan"] & {
  -readonly [K in keyof TypeAttributes<unknown>]: unknown;
};
export type TaskDesired = Desired<TaskSchema>;

/** How one Terraform type maps to the use cases. */
export interface KillTaskType<V> {
  /** The type's name in Terraform, for messages. */
  readonly type: string;
  readonly facts: ServiceFacts;
  /** The database, without its region. */
  target(values: V): Target;
  options(values: V): Pick<TaskOptions, "onConflict" | "adoptExisting" | "requireSwitch">;
  /** The id in the state. @param taskId the vendor's own; null where it is not known, or the service has none */
  id(values: V, taskId: string | null): string;
  /** Whether the id is known before the task is started. */
  readonly idIsKnown: boolean;
}
