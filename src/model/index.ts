/** The portable model of sessions, filters, selections and outcomes. Pure: no input or output of any kind. */
export * from "./codes";
export * from "./drain-rules";
export * from "./facts";
export * from "./filter";
export type { CheckOptions, FilterProblem } from "./filter-check";
export * from "./filter-rules";
export { MAX_SECONDS } from "./filter-values";
export * from "./matcher";
export * from "./mysql";
export * from "./outcome";
export * from "./policy";
export * from "./printable";
export * from "./selection";
export * from "./selection-rules";
export * from "./session";
export * from "./target";
export * from "./target-rules";
export * from "./unclear-fields";
