import { turnOffMaglev } from "../../../src/cli/maglev";

test.each([
  ["20.18.1", []],
  ["22.23.2", []],
  ["23.11.1", ["--no-maglev"]],
  ["26.10.0", ["--no-maglev"]],
])("Node.js %s runs with the flags %j", (version, flags) => {
  const set: string[] = [];
  turnOffMaglev(version, (flag) => set.push(flag));
  expect(set).toEqual(flags);
});
