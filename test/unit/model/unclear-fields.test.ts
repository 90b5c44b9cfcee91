import { unclearFields } from "../../../src/model";
import { dasFacts } from "../../../src/vendors/huawei/das/facts";
import { dbbrainFacts } from "../../../src/vendors/tencent/dbbrain/facts";

const { task } = dbbrainFacts;
const fields = (filter: object, facts: Parameters<typeof unclearFields>[1] = task) =>
  unclearFields(filter, facts).map(({ field }) => field);

describe("values that a vendor's task may compare otherwise", () => {
  test("are wildcards in any of the hosts, and several keywords", () => {
    expect(fields({ hosts: ["10.0.0.1", "10.0.%"] })).toEqual(["hosts"]);
    expect(fields({ info_keywords: ["a", "b"] })).toEqual(["info_keywords"]);
    expect(fields({ hosts: ["%.internal"], info_keywords: ["a", "b", "c"] })).toEqual([
      "hosts",
      "info_keywords",
    ]);
  });

  test.each([
    {},
    { users: ["a%", "b"] },
    { hosts: ["10.0.0.1"], info_keywords: ["a"] },
    { hosts: [Symbol("not known yet")] },
    { hosts: [], info_keywords: [] },
  ])("are not in %j", (filter) => {
    expect(fields(filter)).toEqual([]);
  });

  test("are none where the vendor documents how it compares them", () => {
    expect(fields({ hosts: ["10.0.%"], info_keywords: ["a", "b"] }, dasFacts.task)).toEqual([]);
  });
});
