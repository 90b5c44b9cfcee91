/** The portable model of sessions, filters and victims. Pure: no input or output of any kind. */
export * from "./capabilities";
export * from "./commands";
export * from "./filter";
export * from "./filter-rules";
export * from "./matcher";
export * from "./protection";
export * from "./selection";
export * from "./session";
export * from "./target";
