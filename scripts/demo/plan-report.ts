/** What Terraform warns of. */
export interface Warning {
  readonly summary: string;
  readonly detail: string;
}

/** What `terraform plan -json` said, as far as the demo looks at it. */
export interface PlanReport {
  readonly warnings: readonly Warning[];
  /** `create`, `update`, ...: one for each resource that would change. */
  readonly actions: readonly string[];
}

interface JsonLine {
  readonly type?: string;
  readonly diagnostic?: Warning & { readonly severity: string };
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
  return {
    warnings: lines.flatMap(({ diagnostic }) => (diagnostic?.severity === "warning" ? [diagnostic] : [])),
    actions: lines.flatMap(({ type, change }) =>
      type === "planned_change" && change ? [change.action] : [],
    ),
  };
}

/** The ids that begin the lines of a warning of dbkill's. */
export function warnedIds({ detail }: Warning): string[] {
  return [...detail.matchAll(/^(\d+) /gm)].map(([, id]) => id!);
}
