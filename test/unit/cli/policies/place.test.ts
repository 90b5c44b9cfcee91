import { placeOf } from "../../../../src/cli/policies/place";

describe("the place of a MySQL server", () => {
  const place = (instance_id: string) => placeOf({ service: "mysql", instance_id });

  test("is one, however its address is spelt", () => {
    const same = ["db.example:3306", "db.example", "DB.Example", "DB.EXAMPLE:3306"];
    expect(new Set(same.map(place)).size).toBe(1);
    expect(new Set(["[2001:DB8::1]", "[2001:db8::1]:3306"].map(place)).size).toBe(1);
  });

  test("differs by host and by port", () => {
    const different = ["db.example", "db.example:3307", "db-2.example", "[::1]", "[::1]:3307"];
    expect(new Set(different.map(place)).size).toBe(different.length);
  });

  test("is not guessed for other services, whose ids have a case", () => {
    const das = (instance_id: string) => placeOf({ service: "das", instance_id });
    expect(das("ABC")).not.toBe(das("abc"));
  });
});
