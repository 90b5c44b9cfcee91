import { requireConfigOnly } from "../schema/schema";
import type { Attributes, Config, Schema, State } from "../schema/types";
import type { StatelessContext, ValidateContext } from "./context";

/** The context of an action's `invoke`. */
export interface ActionContext<C> extends StatelessContext<C> {
  /** Tells the user how far it is, in one line. */
  progress(message: string): void;
}

/** One action type: something that is done, and leaves nothing in the state. Terraform >= 1.14. */
export interface Action<S, C> {
  /** Everything in it is the user's: an action computes nothing. */
  schema: S;
  /** Rules about the configuration as a whole. Values may be unknown. There is no client yet. */
  validate?(config: Config<S>, context: ValidateContext): void | Promise<void>;
  /** Looks at what is going to be done; can warn, or refuse. Values may be unknown. */
  plan?(request: { config: Config<S> }, context: StatelessContext<C>): void | Promise<void>;
  /** Does it. The configuration is known, with defaults filled in. */
  invoke(request: { config: State<S> }, context: ActionContext<C>): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyAction = Action<any, any>;

/**
 * Types an action, as {@link defineResource} does.
 * @throws Error where its schema has something computed
 */
export function defineAction<S extends Schema<Attributes>, C = unknown>(action: Action<S, C>): Action<S, C> {
  requireConfigOnly("action", action.schema);
  return action;
}
