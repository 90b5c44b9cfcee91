/** The portable model of sessions, filters and victims. Pure: no input or output of any kind. */
export * from "./capabilities";
export * from "./check";
export * from "./commands";
export * from "./filter";
export * from "./matcher";
export * from "./protection";
export * from "./session";
export * from "./target";
export * from "./victims";
