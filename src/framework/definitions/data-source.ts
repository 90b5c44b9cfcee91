import type { Attributes, Config, Schema, State } from "../schema/types";
import type { StatelessContext, ValidateContext } from "./context";

/** One data source type. */
export interface DataSource<S, C> {
  schema: S;
  /** Rules about the configuration as a whole. Values may be unknown. There is no client yet. */
  validate?(config: Config<S>, context: ValidateContext): void | Promise<void>;
  /** Looks it up. The configuration is known, with defaults filled in; what it computes is null. */
  read(request: { config: State<S> }, context: StatelessContext<C>): Promise<State<S>>;
}

// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyDataSource = DataSource<any, any>;

/** Types a data source, as {@link defineResource} does. */
export function defineDataSource<S extends Schema<Attributes>, C = unknown>(
  dataSource: DataSource<S, C>,
): DataSource<S, C> {
  return dataSource;
}
