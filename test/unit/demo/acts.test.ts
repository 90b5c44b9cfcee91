import { existsSync } from "node:fs";
import { join } from "node:path";
import { ACTS } from "../../../scripts/demo/acts";
import { ENGINES_ACT } from "../../../scripts/demo/engines";
import { mysqlPolicy } from "../../../scripts/demo/mysql-policy";
import { mysqlRunner } from "../../../scripts/demo/mysql-runner";
import { POLICIES } from "../../../scripts/demo/policies";
import { RUNNER } from "../../../scripts/demo/runner";
import type { MariadbServer } from "../../../scripts/mariadb";

const server = {} as MariadbServer;

test("every act has its program in examples/", () => {
  const acts = [
    ...Object.values(ACTS).flat(),
    ENGINES_ACT,
    POLICIES,
    RUNNER,
    mysqlPolicy(server),
    mysqlRunner(server),
  ];
  const missing = acts
    .map(({ setting }) => setting.program)
    .filter((program) => !existsSync(join(__dirname, "../../../examples", program)));
  expect(missing).toEqual([]);
});
