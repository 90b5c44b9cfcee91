/** What Terraform says beside its plan. */
export interface Message {
  readonly summary: string;
  readonly detail: string;
}

/** What `terraform plan -json` said, as far as the demo looks at it. */
export interface PlanReport {
  readonly warnings: readonly Message[];
  readonly errors: readonly Message[];
  /** `create`, `update`, ...: one for each resource that would change. */
  readonly actions: readonly string[];
}

interface JsonLine {
  readonly type?: string;
  readonly diagnostic?: Message & { readonly severity: string };
  readonly change?: { readonly action: string };
}

/** Reads the JSON lines of a plan; lines of anything else are passed over. */
export function readPlan(output: string): PlanReport {
  const lines = output.split("\n").flatMap((line): JsonLine[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  const messages = (severity: string) =>
    lines.flatMap(({ diagnostic }) => (diagnostic?.severity === severity ? [diagnostic] : []));
  return {
    warnings: messages("warning"),
    errors: messages("error"),
    actions: lines.flatMap(({ type, change }) =>
      type === "planned_change" && change ? [change.action] : [],
    ),
  };
}

/** The ids that begin the lines of a message of dbkill's in which it lists sessions: `11 report@10.0.0.7 Query 75 s ...`. */
export function warnedIds({ detail }: Message): string[] {
  return [...detail.matchAll(/^(\S+) [^@\n]*@/gm)].map(([, id]) => id!);
}
