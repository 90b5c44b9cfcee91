import { provider } from "../../../src/resources/provider";

const NOTHING = { endpoint_url: null, plan_preview: null, plan_statements: null };

/** The codes that configuring the provider warns with. */
function warnings(hosts: string | undefined): string[] {
  const before = process.env.DBKILL_ALLOW_HTTP;
  if (hosts === undefined) delete process.env.DBKILL_ALLOW_HTTP;
  else process.env.DBKILL_ALLOW_HTTP = hosts;
  const codes: string[] = [];
  const diagnostics = { report: ({ code }: { code?: string }) => void codes.push(code ?? "") };
  const log = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  try {
    provider.configure(NOTHING as never, { diagnostics, log, redact() {} } as never);
  } finally {
    if (before === undefined) delete process.env.DBKILL_ALLOW_HTTP;
    else process.env.DBKILL_ALLOW_HTTP = before;
  }
  return codes;
}

test.each([
  ["emulator", ["DBKILL_HTTP_ALLOWED"]],
  [" , ", []],
  [undefined, []],
])("hosts that may be called without encryption are a warning on every run: %p", (hosts, codes) => {
  expect(warnings(hosts)).toEqual(codes);
});
