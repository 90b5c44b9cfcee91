import { createHttp } from "../../../../src/vendors/http";
import { DasClient, RefusedKeys } from "../../../../src/vendors/huawei";
import type { VendorError } from "../../../../src/vendors/shared/errors";

/** A process of its own: makes one call of DAS at a URL with a secret key, and prints what became of it. */
const [url, secretKey] = process.argv.slice(2);
const client = new DasClient({
  http: createHttp({ userAgent: "dbkill/0.0.0-test", env: {} }),
  credentials: { accessKey: "AKtest", secretKey: secretKey!, source: "a test" },
  region: "cn-north-4",
  projectId: "054e292c9880d4992f02c0196d3ea468",
  endpoint: new URL(url!),
  refusedKeys: new RefusedKeys(),
});
client.getKillSwitch("bcfa975193f1402fa11a6d4fd6baf5fbin01").then(
  () => process.stdout.write("{}"),
  ({ code, remedy }: VendorError) => process.stdout.write(JSON.stringify({ code, remedy })),
);
