/** Receives what the pipeline has to say. Nothing passed to it holds a secret. */
export type Log = (
  level: "trace" | "debug" | "info" | "warn" | "error",
  message: string,
  fields: Readonly<Record<string, string | number | boolean>>,
) => void;
