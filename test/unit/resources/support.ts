import type { ProviderClients } from "../../../src/resources/provider-clients";

/** The context of a handler, and what the handler said and kept. */
export function context(clouds: ProviderClients, kept: Record<string, unknown> = {}) {
  const warnings: string[] = [];
  const errors: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: whatever shape the resource's state has
  const saved: any[] = [];
  const controller = new AbortController();
  const ctx = {
    client: clouds,
    signal: controller.signal,
    diagnostics: {
      error: (summary: string) => void errors.push(summary),
      warning: (summary: string) => void warnings.push(summary),
      hasErrors: () => errors.length > 0,
    },
    private: {
      get: (key: string) => kept[key],
      set: (key: string, value: unknown) => {
        kept[key] = value;
      },
    },
    saveState: (state: unknown) => void saved.push(state),
  };
  return { ctx: ctx as never, warnings, errors, saved, kept, controller };
}
