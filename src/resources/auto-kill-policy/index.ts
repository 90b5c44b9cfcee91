import {
  lostTask,
  readTask,
  replaceTask,
  startsTask,
  startTask,
  stopTask,
  type TaskOutcome,
  type TaskRecord,
} from "../../engine/kill-task";
import {
  AlreadyReported,
  type ApplyContext,
  type Config,
  type Context,
  type Diagnostics,
  defineResource,
} from "../../framework";
import { checkEnforcement, checkPolicy, type Policy } from "../../model";
import { factsOf } from "../../vendors/facts";
import { keepNotes, type Notes, newName, notesOf } from "../kill-task/state";
import type { ProviderClients } from "../provider-clients";
import { engineContext, reportEvents, reportProblems } from "../render";
import { factsOfTarget, reportTargetProblems } from "../target";
import { inPolicyWords, optionsOf, planPolicy } from "./plan";
import { runnerStatus } from "./runner";
import { autoKillPolicySchema, type PolicySchema, type PolicyState } from "./schema";
import {
  derived,
  draftOf,
  isSameTask,
  knownPart,
  policyOf,
  recordOf,
  targetOf,
  taskOf,
  wantsTask,
  withRecord,
} from "./values";

type PolicyApply = ApplyContext<PolicySchema, ProviderClients>;

/** `dbkill_auto_kill_policy`: a policy, and the vendor's task where that enforces it. */
export const autoKillPolicy = defineResource<PolicySchema, ProviderClients>({
  schema: autoKillPolicySchema,

  validate: (config, { diagnostics }) => reportPolicyProblems(config, diagnostics),

  plan: planPolicy,

  async create({ plan }, ctx) {
    const notes = { ...notesOf(ctx), owner: newName(), listedAs: null, rawState: null };
    const now = new Date();
    const { values, policy } = settled(plan as PolicyState, ctx);
    if (!wantsTask(policy, now)) return resting(values, ctx);
    const outcome = await startTask(
      taskOf(policy, ctx.client, now),
      {
        ...optionsFor(values, notes, ctx),
        save: (record) => ctx.saveState(withRecord(values, record, now) as never),
      },
      engineContext(ctx),
    );
    return finish(values, outcome, notes, ctx);
  },

  // A plan refreshes before it plans.
  read: ({ state }, ctx) => ctx.client.unvouched.during(() => read(state, ctx)),

  async update({ plan, prior }, ctx) {
    const notes = notesOf(ctx);
    const now = new Date();
    const { values, policy } = settled(plan as PolicyState, ctx);
    const record = recordOf(prior, notes);
    const before = policyOf(prior);
    const wanted = wantsTask(policy, now);
    const options = optionsFor(values, notes, ctx);
    const engine = engineContext(ctx);
    if (!record || !before) {
      if (!wanted) return resting(values, ctx);
      return finish(values, await startTask(taskOf(policy, ctx.client, now), options, engine), notes, ctx);
    }
    const old = taskOf(before, ctx.client, now);
    if (!wanted) {
      const outcome = await stopTask(old, record, options, engine);
      // A task that may run still is the vendor's: the next plan shows the edit again.
      return outcome.failed ? finish(prior, outcome, notes, ctx) : stopped(values, outcome, ctx);
    }
    if (!startsTask(record, isSameTask(values, prior), false)) return withRecord(values, record, now);
    const outcome = await replaceTask(
      old,
      taskOf(policy, ctx.client, now),
      record,
      {
        ...options,
        save: (saved, isOld) => ctx.saveState(withRecord(isOld ? prior : values, saved, now) as never),
      },
      engine,
    );
    return finish(outcome.isOld ? prior : values, outcome, notes, ctx);
  },

  async delete({ prior }, ctx) {
    const notes = notesOf(ctx);
    const record = recordOf(prior, notes);
    if (!record) return;
    const policy = policyOf(prior);
    // A task can always be stopped, even where the state has no valid filter.
    const task = policy
      ? taskOf(policy, ctx.client, new Date())
      : {
          service: ctx.client.taskService(targetOf(prior)),
          request: { filter: null, durationSeconds: null },
        };
    const outcome = await stopTask(task, record, optionsFor(prior, notes, ctx), engineContext(ctx));
    reportEvents(outcome.events, ctx.diagnostics);
  },

  importState: {
    unsupported:
      "No vendor holds a policy: only its task, which tells less. Declare the policy and apply it.",
  },
});

async function read(state: PolicyState, ctx: Context<ProviderClients>): Promise<PolicyState | null> {
  const notes = notesOf(ctx);
  const now = new Date();
  const record = recordOf(state, notes);
  const policy = policyOf(state);
  if (!record || !policy) return resting(state, ctx);
  const outcome = await readTask(
    taskOf(policy, ctx.client, now),
    record,
    optionsFor(state, notes, ctx),
    engineContext(ctx),
  );
  reportEvents(outcome.events, ctx.diagnostics);
  if (outcome.failed) return state;
  if (outcome.record === null) return null;
  keepNotes(ctx, notes, outcome.record);
  return withRecord(state, outcome.record, now);
}

/** The state to use when a policy's own state is lost: its vendor task, if any, has yet to be found. */
export function lostPolicy(declared: PolicyState, clients: ProviderClients): PolicyState {
  const { service, region } = targetOf({ ...declared, region: null });
  const isRegional = factsOf(service).regional !== false;
  const values = { ...declared, region: isRegional ? clients.region(service, region) : null };
  const policy = policyOf(values);
  if (!policy) throw new Error("The policy is not known");
  const now = new Date();
  const state = withRecord({ ...values, ...derived(policy) }, null, now);
  if (state.enforced_by !== "vendor") return state;
  const { service: tasks, request } = taskOf(policy, clients, now);
  return withRecord(state, lostTask(tasks, request, now), now);
}

/** Everything that is wrong with a declaration, as far as it is known. */
function reportPolicyProblems(config: Config<PolicySchema>, diagnostics: Pick<Diagnostics, "report">): void {
  const facts = factsOfTarget(config.target);
  reportTargetProblems(config.target, diagnostics);
  const problems = checkPolicy(draftOf(config), { ...(facts && { facts }), now: new Date() });
  reportProblems(problems, diagnostics);
  if (!facts || problems.some(({ severity }) => severity === "error")) return;
  const policy = knownPart(config);
  if (policy) reportProblems(checkEnforcement(policy, facts), diagnostics);
}

/** A plan in which everything is known by now. */
function settled(plan: PolicyState, { client }: PolicyApply): { values: PolicyState; policy: Policy } {
  const { service, region } = targetOf({ ...plan, region: null });
  const pinned =
    typeof plan.region === "string" || plan.region === null ? plan.region : client.region(service, region);
  const policy = policyOf({ ...plan, region: pinned });
  if (!policy) throw new Error("The policy is not known at apply");
  return { values: { ...plan, region: pinned, ...derived(policy) }, policy };
}

function optionsFor(
  values: PolicyState,
  { owner, replacing, anothers }: Notes,
  ctx: Context<ProviderClients>,
) {
  return { ...optionsOf(values), owner, replacing, anothers, registry: ctx.client.tasks };
}

/** Reports what happened. A failed step returns what the state must keep, so that no task is lost. */
function finish(
  values: PolicyState,
  { record, events }: TaskOutcome,
  notes: Notes,
  ctx: PolicyApply,
): PolicyState {
  // Nothing was done in time, or before Terraform asked to stop: the reason says how to allow more.
  const isCutOff = record === null && ctx.signal.aborted;
  const aborted = isCutOff ? events.filter(({ code }) => code === "DBKILL_TASK_INTERRUPTED") : [];
  reportEvents(events.filter((event) => !aborted.includes(event)).map(inPolicyWords), ctx.diagnostics);
  if (!record) ctx.saveState(null);
  if (!record) throw aborted.length > 0 ? ctx.signal.reason : new AlreadyReported();
  keepNotes(ctx, { ...notes, replacing: null }, record);
  return withRecord(values, record as TaskRecord, new Date());
}

/** The task is stopped, and the policy goes on without it. */
function stopped(values: PolicyState, { events }: TaskOutcome, ctx: PolicyApply): Promise<PolicyState> {
  reportEvents(events, ctx.diagnostics);
  return resting(values, ctx);
}

/** A policy for which the vendor has no task. What is for the runner has the status that the runner confirms. */
async function resting(values: PolicyState, ctx: Context<ProviderClients>): Promise<PolicyState> {
  const state = withRecord(values, null, new Date());
  return state.status === "pending" ? { ...state, status: await runnerStatus(state, ctx) } : state;
}
