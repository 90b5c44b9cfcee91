/** Auto-kill policies: their words and rules, who enforces them, and which sessions they choose. */
export * from "./document";
export * from "./enforcement";
export * from "./judge";
export * from "./judge-target";
export * from "./overlap";
export * from "./policy";
export * from "./policy-rules";
export * from "./runner-report";
export * from "./status";
export { TOOLS, toolOf } from "./tools";
export * from "./window";
