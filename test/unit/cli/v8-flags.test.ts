import { restoreFlags, setFlags } from "../../../src/cli/v8-flags";

const noTierUp = ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"];

test.each([
  ["20.18.1", noTierUp],
  ["22.8.0", ["--no-maglev"]],
  ["22.9.0", []],
  ["22.23.2", []],
  ["23.11.1", ["--no-maglev"]],
  ["26.10.0", ["--no-maglev"]],
])("Node.js %s runs with the flags %j", (version, flags) => {
  const set: string[] = [];
  setFlags(version, (flag) => set.push(flag));
  expect(set).toEqual(flags);
});

test("restores exactly the flags that it has set", () => {
  const set: string[] = [];
  setFlags("20.18.1", (flag) => set.push(flag));
  set.length = 0;
  restoreFlags();
  expect(set).toEqual(noTierUp.map((flag) => flag.replace("--no-", "--")));
  restoreFlags();
  expect(set).toHaveLength(2);
});
