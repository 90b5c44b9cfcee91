/** The kinds of things that a provider can have: one file for each. */
export * from "./action";
export * from "./context";
export * from "./data-source";
export * from "./list";
export * from "./provider";
export * from "./resource";
