/**
 * `test`, for what needs `NODE_OPTIONS` to reach the provider. The native executable does not read it, so the test is left out there, and
 * the reporter tells its name and why.
 */
export const testWithPreload: (name: string, run: () => Promise<void>) => void = process.env
  .DBKILL_TEST_PROVIDER
  ? (name, run) => test.skip(`${name} (needs NODE_OPTIONS, which the native executable does not read)`, run)
  : test;
