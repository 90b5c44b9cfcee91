import { UNDECIDED } from "../../../src/model";
import { checkTargetSettings, type TargetDraft } from "../../../src/model/target-rules";
import { factsOf, SERVICE_NAMES, type ServiceName } from "../../../src/vendors/facts";

const problems = (service: ServiceName, target: TargetDraft) =>
  checkTargetSettings(target, factsOf(service), SERVICE_NAMES.map(factsOf));

describe("the settings of a target", () => {
  test.each([
    ["das", { region: "r" }],
    ["dbbrain", { product: "mysql", region: UNDECIDED }],
    ["dbbrain", {}],
    ["oceanbasepro", { tenant_id: "t" }],
    ["oceanbasepro", { tenant_id: UNDECIDED }],
    ["clickhouse", { edition: "enterprise", computing_group_id: "g" }],
    // What is not known yet may turn out to be right, or null.
    ["clickhouse", { edition: UNDECIDED, computing_group_id: "g" }],
    ["clickhouse", { edition: "community", computing_group_id: UNDECIDED }],
    ["clickhouse", { edition: "community", computing_group_id: null }],
    ["das", { product: UNDECIDED, tenant_id: null }],
    ["mysql", { region: UNDECIDED }],
    ["mysql", { region: null }],
    ["mysql", {}],
    ["mysql", { instance_id: "db.example.com" }],
    ["mysql", { instance_id: "[2001:db8::1]:3306" }],
    ["mysql", { instance_id: UNDECIDED }],
    ["dbbrain", { instance_id: "cdb-1/2" }],
  ] as [ServiceName, TargetDraft][])("of %s are taken: %p", (service, target) => {
    expect(problems(service, target)).toEqual([]);
  });

  test.each([
    ["mysql", { region: "r" }, ["region"]],
    ["mysql", { instance_id: "db.example.com:" }, ["instance_id"]],
    ["mysql", { instance_id: "db.example.com:0" }, ["instance_id"]],
    ["mysql", { instance_id: "mysql://db.example.com:3306" }, ["instance_id"]],
    ["mysql", { instance_id: "2001:db8::1" }, ["instance_id"]],
    ["oceanbasepro", {}, ["tenant_id"]],
    ["oceanbasepro", { tenant_id: null, product: "mysql" }, ["product", "tenant_id"]],
    ["das", { edition: "community", computing_group_id: "g" }, ["edition", "computing_group_id"]],
    ["dbbrain", { tenant_id: "t" }, ["tenant_id"]],
    ["clickhouse", { computing_group_id: "g" }, ["computing_group_id"]],
    ["clickhouse", { edition: "community", computing_group_id: "g" }, ["computing_group_id"]],
    ["clickhouse", { tenant_id: "t", computing_group_id: "g" }, ["tenant_id", "computing_group_id"]],
  ] as [ServiceName, TargetDraft, string[]][])(
    "of %s are refused: %j, for %j",
    (service, target, settings) => {
      expect(problems(service, target).map(({ setting }) => setting)).toEqual(settings);
    },
  );

  test("are told with the services that they belong to, and no others", () => {
    const [problem] = problems("das", { tenant_id: "t" });
    expect(problem!.detail).toContain(factsOf("oceanbasepro").title);
    for (const service of SERVICE_NAMES) {
      if (service !== "oceanbasepro") expect(problem!.detail).not.toContain(factsOf(service).title);
    }
  });
});
