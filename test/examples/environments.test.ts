import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findAutoKillPolicies } from "../../src/testing";
import { Reader } from "./walk";

describe("environments, synthesized with a bucket for the states", () => {
  const ENVIRONMENTS = ["dev", "staging", "prod"];
  let reader: Reader;
  const stack = (name: string) =>
    readFileSync(join(reader.folder, "cdktf.out/stacks", name, "cdk.tf.json"), "utf8");

  beforeAll(async () => {
    reader = new Reader({ STATE_BUCKET: "states-1250000000" });
    await reader.must(`
npm i cdktf-dbkill cdktf constructs tsx
cp -R node_modules/cdktf-dbkill/examples/environments/. .
npx tsx main.ts
`);
  });
  afterAll(() => reader.dispose());

  it("keeps the state of each stack in an object of its own", () => {
    const names = ENVIRONMENTS.flatMap((name) => [`databases-${name}`, `policies-${name}`]);
    const prefixes = names.map((name) => JSON.parse(stack(name)).terraform.backend.cos.prefix);
    expect(prefixes).toEqual(names.map((name) => `dbkill/${name}`));
  });

  it("takes each id from the state of its own environment's databases", () => {
    for (const name of ENVIRONMENTS) {
      const { data } = JSON.parse(stack(`policies-${name}`));
      const [remote] = Object.values(data.terraform_remote_state) as { config: object }[];
      expect(remote!.config).toMatchObject({
        bucket: "states-1250000000",
        prefix: `dbkill/databases-${name}`,
      });
    }
  });

  it("goes as far in each environment as its overlay says", () => {
    const said = ENVIRONMENTS.map((name) =>
      findAutoKillPolicies(stack(`policies-${name}`)).map(({ attributes }) => [
        attributes.mode ?? "enforce",
        attributes.max_kills ?? null,
        attributes.protected_users ?? null,
      ]),
    );
    expect(said).toEqual([[["observe", null, null]], [["enforce", null, null]], [["enforce", 50, ["etl"]]]]);
  });
});
