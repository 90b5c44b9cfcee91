import { randomUUID } from "node:crypto";
import { type KillResult, killSessions } from "../../engine/kill";
import {
  AlreadyReported,
  type ApplyContext,
  type Context,
  hasUnknown,
  isUnknown,
  privateRecord,
  type Resource,
  UNKNOWN,
} from "../../framework";
import { type Choice, checkSelection } from "../../model";
import { previewSelection } from "../preview";
import { isConfigured, type ProviderClients } from "../provider-clients";
import { engineContext, reportEvents, reportProblems } from "../render";
import type { SessionKillType, Values } from "./attributes";
import { draftOf, isAnother, placeOf, resultsOf, selectionOf, toState } from "./values";

export { killAttributes, selectionAttributes } from "./attributes";

/** What is kept beside the state. */
interface Notes {
  /** Whether the last kill did not do everything that was declared: the next apply tries what is left. */
  readonly unfinished: true;
}

const NOTES = privateRecord<Notes>(1);

type KillContext = ApplyContext<unknown, ProviderClients>;

/** The handlers of a Terraform type that kills chosen sessions once. */
export function sessionKillHandlers<S>(type: SessionKillType): Omit<Resource<S, ProviderClients>, "schema"> {
  const { validate, plan, create, read, update, delete: destroy } = new SessionKillHandlers(type);
  const unsupported = `A kill that has happened can't be read back from ${type.facts.title}. Declare it and apply.`;
  const handlers = { validate, plan, create, read, update, delete: destroy, importState: { unsupported } };
  return handlers as unknown as Omit<Resource<S, ProviderClients>, "schema">;
}

class SessionKillHandlers {
  constructor(private readonly type: SessionKillType) {}

  validate = (config: Values, { diagnostics }: Pick<Context<ProviderClients>, "diagnostics">): void => {
    const { facts } = this.type;
    const choices = facts.list ? {} : { choices: ["ids"] as const };
    reportProblems(
      checkSelection(draftOf(this.type, config), { facts, evaluatedBy: "list", ...choices }),
      diagnostics,
    );
  };

  plan = async (
    { action, plan, prior }: { action: string; plan: Values; prior: Values | null },
    ctx: Context<ProviderClients>,
  ): Promise<void> => {
    if (action === "destroy") return;
    const again = prior !== null && !isAnother(this.type, plan, prior);
    if (again && !NOTES.get(ctx.private)) {
      plan.results = prior.results;
      plan.killed = prior.killed;
      return;
    }
    plan.results = UNKNOWN;
    plan.killed = UNKNOWN;
    const selection = selectionOf(this.type, plan);
    if (!selection || isUnknown(plan.max_kills) || hasUnknown(placeOf(this.type, plan))) return;
    const target = this.type.target(plan);
    // What is still to be created runs nothing, and its own apply plans this resource again.
    if (!isConfigured(ctx.client, target.service, target.region, prior)) return;
    await previewSelection(
      {
        target,
        selection,
        maxKills: plan.max_kills ?? null,
        standing: false,
        exists: prior !== null,
        options: this.type.killOptions?.(plan),
        ...(again && { previous: resultsOf(prior) }),
      },
      ctx,
    );
  };

  create = ({ plan }: { plan: Values }, ctx: KillContext): Promise<Values> =>
    this.#kill(plan, { id: randomUUID(), previous: undefined, creates: true }, ctx);

  /** What has happened stays so. */
  read = async ({ state }: { state: Values }): Promise<Values> => state;

  update = async ({ plan, prior }: { plan: Values; prior: Values }, ctx: KillContext): Promise<Values> => {
    // A planned kill has no known results yet.
    if (!isUnknown(plan.results)) return plan;
    const again = !isAnother(this.type, plan, prior) && NOTES.get(ctx.private) !== undefined;
    const previous = again ? resultsOf(prior) : undefined;
    return this.#kill(plan, { id: prior.id as string, previous, creates: false }, ctx);
  };

  delete = async ({ prior }: { prior: Values }, { diagnostics }: Context<ProviderClients>): Promise<void> => {
    const { words } = this.type.facts;
    diagnostics.report({
      severity: "warning",
      code: "DBKILL_KILL_DESTROY_DOES_NOTHING",
      summary: `Destroying a ${words.one} kill does nothing`,
      detail: `The ${words.many} of ${prior[this.type.place]} that it killed stay killed. It was only removed from the state.`,
    });
  };

  async #kill(
    plan: Values,
    { id, previous, creates }: { id: string; previous: readonly KillResult[] | undefined; creates: boolean },
    ctx: KillContext,
  ): Promise<Values> {
    const selection = selectionOf(this.type, plan);
    if (!selection) throw new Error("A kill whose sessions are not known");
    const target = this.type.target(plan);
    const options = this.type.killOptions?.(plan);
    const report = await killSessions(
      {
        selection,
        maxKills: plan.max_kills ?? null,
        verify: plan.verify === true,
        failOnSurvivors: plan.fail_on_survivors === true,
        statements: ctx.client.statements,
        ...(previous && { previous }),
      },
      { source: ctx.client.source(target, options), killer: ctx.client.killer(target, options) },
      engineContext(ctx),
    );
    reportEvents(report.events, ctx.diagnostics);
    // Nothing was sent: state and notes stay as they are, so that what an earlier kill left is still to be done.
    if (report.failed && !report.unfinished) throw new AlreadyReported();
    NOTES.set(ctx.private, report.unfinished ? { unfinished: true } : undefined);
    if (report.unfinished && creates) tellTaint(selection.choice, ctx);
    return toState(this.type, plan, id, report);
  }
}

/** Terraform replaces what failed to be created: the next apply would choose anew. */
function tellTaint(choice: Choice, { diagnostics }: KillContext): void {
  if (choice.by === "ids") return;
  const then = choice.by === "all" ? "everything that runs" : "whatever matches";
  diagnostics.report({
    severity: "warning",
    code: "DBKILL_KILL_TAINTED",
    summary: "The results are recorded, and Terraform marks the resource as tainted",
    detail: `The next apply again kills ${then}. To have it try only what is left, run terraform untaint first.`,
  });
}
