import { checkComputingGroup, checkTargetSettings, UNDECIDED } from "../../../src/model";
import { factsOf, SERVICE_NAMES } from "../../../src/vendors/facts";

const SERVICES = SERVICE_NAMES.map(factsOf);
const found = (service: string, target: object) => checkTargetSettings(target, factsOf(service), SERVICES);
const settings = (service: string, target: object) => found(service, target).map(({ setting }) => setting);

describe("the settings of a target", () => {
  test.each<[string, object, string[]]>([
    ["dbbrain", {}, []],
    ["dbbrain", { product: "cynosdb", region: "ap-guangzhou" }, []],
    ["dbbrain", { tenant_id: "t" }, ["tenant_id"]],
    ["dbbrain", { tenant_id: UNDECIDED, edition: null }, []],
    ["mysql", { region: "eu" }, ["region"]],
    ["mysql", { region: UNDECIDED }, []],
    ["oceanbasepro", {}, ["tenant_id"]],
    ["oceanbasepro", { tenant_id: null }, ["tenant_id"]],
    ["oceanbasepro", { tenant_id: UNDECIDED }, []],
    ["oceanbasepro", { tenant_id: "t" }, []],
    ["clickhouse", { computing_group_id: "g" }, ["computing_group_id"]],
    [
      "clickhouse",
      { computing_group_id: "g", edition: "community", tenant_id: "t" },
      ["tenant_id", "computing_group_id"],
    ],
    ["clickhouse", { computing_group_id: "g", edition: "enterprise" }, []],
    ["clickhouse", { computing_group_id: "g", edition: UNDECIDED }, []],
    ["clickhouse", { computing_group_id: UNDECIDED, edition: "community" }, []],
  ])("of %s with %p has problems with %j", (service, target, wrong) => {
    expect(settings(service, target)).toEqual(wrong);
  });

  test("that belong to others are told to belong to those", () => {
    expect(found("das", { tenant_id: "t" })[0]!.detail).toBe("It belongs to Alibaba OceanBase. Remove it.");
    expect(found("das", { product: "mysql" })[0]!.detail).toBe("It belongs to Tencent DBbrain. Remove it.");
  });

  test("name the group of a community cluster", () => {
    expect(checkComputingGroup({ computing_group_id: "g", edition: null })?.setting).toBe(
      "computing_group_id",
    );
    expect(checkComputingGroup({ computing_group_id: "g", edition: "enterprise" })).toBeUndefined();
  });
});
