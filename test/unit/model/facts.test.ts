import { isEnding } from "../../../src/model/facts";
import { factsOf } from "../../../src/vendors/facts";

describe("a session that is ending", () => {
  const mysql = factsOf("mysql");
  const ending = (command: string, state: string, facts = mysql) => isEnding({ command, state }, facts);

  test("shows it by its command or its state, in any case and with blanks around it", () => {
    expect(ending("Killed", "")).toBe(true);
    expect(ending(" KILLED ", "")).toBe(true);
    expect(ending("Query", "Rollback")).toBe(true);
    expect(ending("Query", " rollback ")).toBe(true);
    expect(ending("Query", "executing")).toBe(false);
  });

  test("is never told by a service whose list does not show it, or that kills nothing", () => {
    expect(ending("Killed", "Rollback", factsOf("clickhouse"))).toBe(false);
    expect(isEnding({ command: "Killed", state: "" }, {})).toBe(false);
  });
});
