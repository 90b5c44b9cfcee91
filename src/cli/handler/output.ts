import type { WireDiagnostic } from "../../framework/diagnostics";
import { codeIn, type Fields } from "./core";

/** Writes the handler's lines to Terraform's log, one for each step. */
export class Output {
  /** @param scrub removes secrets from a text; set once the secrets are known */
  scrub: (text: string) => string = (text) => text;

  constructor(private readonly write: (text: string) => void) {}

  step(text: string): void {
    this.#line(text);
  }

  failure(code: string, text: string): void {
    this.#line(`error ${code}: ${text}`);
  }

  warning(code: string, text: string): void {
    this.#line(`warning ${code}: ${text}`);
  }

  diagnostic = ({ severity, summary, detail, attribute }: WireDiagnostic): void => {
    const code = codeIn(detail) ?? "DBKILL_UNEXPECTED";
    const place = attribute?.steps.map((step) => step.attribute_name ?? "").filter(Boolean) ?? [];
    const at = place.length > 0 ? ` (${place.join(".")})` : "";
    const more = detail.replace(/\s*Code: [A-Z_]+$/, "");
    // A vendor's client ends its summaries with a full stop, a rule does not.
    const text = `${summary.replace(/\.$/, "")}${at}. ${more}`;
    if (severity === "ERROR") this.failure(code, text);
    else this.warning(code, text);
  };

  /** The result of an operation. */
  result(state: Fields): void {
    const { status, task_id, started_at, ends_at, results, enforced_by } = state;
    const parts = [
      typeof status === "string" && status,
      typeof enforced_by === "string" && `enforced by ${enforced_by}`,
      typeof task_id === "string" && `task ${task_id}`,
      typeof started_at === "string" && `started ${started_at}`,
      typeof ends_at === "string" && `ends ${ends_at}`,
      ...(Array.isArray(results) ? results.map(outcomeOf) : []),
    ].filter(Boolean);
    this.step(`done${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`);
  }

  #line(text: string): void {
    const line = this.scrub(text)
      .trim()
      .replace(/\s*\n\s*/g, " | ");
    this.write(`dbkill: ${line}\n`);
  }
}

function outcomeOf({ id, outcome }: { id: string; outcome: string }): string {
  return `${id} ${outcome}`;
}
