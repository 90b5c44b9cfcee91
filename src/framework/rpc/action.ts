import type { ActionContext, AnyAction, Context } from "../definitions/index";
import type { DiagnosticList } from "../diagnostics";
import type { Fields } from "../plan/walk";
import type { DynamicValue } from "../values/dynamic";
import { printable } from "../values/text";
import { hasUnknown } from "../values/unknown";
import { callHandler } from "./context";
import { fillDefaults } from "./defaults";
import { timeoutOf } from "./operations";
import { PrivateData } from "./private";
import { invalidRequest, requireWhole } from "./request";
import type { Runtime, Served } from "./runtime";
import { requireRules } from "./validate";

/** `tfplugin6.PlanAction.Request`, and that of InvokeAction. */
export interface ActionRequest {
  action_type: string;
  config?: DynamicValue | null;
}

/** Plans the action, which can warn or refuse. */
export function planAction(runtime: Runtime, request: ActionRequest) {
  return runtime.respond(async (diagnostics) => {
    const { served, config } = receive(runtime, request);
    const parts = { diagnostics, privateData: new PrivateData(undefined) };
    await callHandler(runtime, parts, async (context) => {
      await requireRules(runtime, served.definition, config, diagnostics);
      await served.definition.plan?.({ config }, context);
    });
    return {};
  }, {});
}

/** Runs the action: yields progress messages, then the result. */
export async function* invokeAction(
  runtime: Runtime,
  request: ActionRequest,
  cancel: AbortSignal,
): AsyncGenerator<object> {
  const progress = new Progress();
  const completed = runtime
    .respond((diagnostics) => invoke(runtime, request, { diagnostics, cancel, progress }), {})
    .finally(() => progress.end());
  for await (const message of progress) {
    yield { progress: { message: printable(runtime.redactor.scrub(message)) } };
  }
  yield { completed: await completed };
}

async function invoke(
  runtime: Runtime,
  request: ActionRequest,
  { diagnostics, cancel, progress }: { diagnostics: DiagnosticList; cancel: AbortSignal; progress: Progress },
): Promise<object> {
  const { served, config } = receive(runtime, request);
  const { attributes, definition, name } = served;
  if (hasUnknown(config)) throw invalidRequest({ name }, "known values");
  const timeout = timeoutOf(attributes, "invoke", config);
  const parts = { diagnostics, privateData: new PrivateData(undefined), timeout, cancel };
  await callHandler(runtime, parts, async (context) => {
    await requireRules(runtime, definition, config, diagnostics);
    const filled = fillDefaults(attributes, config);
    await definition.invoke({ config: filled }, withProgress(context, progress));
  });
  return {};
}

function receive(runtime: Runtime, request: ActionRequest): { served: Served<AnyAction>; config: Fields } {
  const served = runtime.action(request.action_type);
  const config = runtime.decode(served, request.config);
  if (config === null) throw invalidRequest(served, "a configuration");
  requireWhole(served, { config }, "required");
  return { served, config };
}

/** The context is copied by descriptor, for `client` must stay a getter. */
function withProgress(context: Context, progress: Progress): ActionContext<unknown> {
  const added = { progress: (message: string) => progress.add(message) };
  return Object.defineProperties(added, Object.getOwnPropertyDescriptors(context)) as never;
}

/** A queue of progress messages, from the handler to the response stream. */
class Progress {
  private readonly messages: string[] = [];
  private ended = false;
  private wake = () => {};

  add(message: string): void {
    this.messages.push(message);
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      for (let next = this.messages.shift(); next !== undefined; next = this.messages.shift()) yield next;
      if (this.ended) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
