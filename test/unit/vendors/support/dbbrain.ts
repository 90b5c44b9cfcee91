import { createHttp, type Http, type HttpOptions } from "../../../../src/vendors/http";
import { DbbrainClient } from "../../../../src/vendors/tencent";

/** What must never be seen anywhere. */
export const SECRET_KEY = "s3cr3t/key+with\"odd'chars";
/** What must never be seen anywhere either. */
export const TOKEN = "t0ken~for~a~session";

/** A pipeline whose back-off is always zero, so that no test waits. */
export function eagerHttp(options: Partial<HttpOptions> = {}): Http {
  return createHttp({ userAgent: "dbkill/0.0.0-test", env: {}, random: () => 0, ...options });
}

/** A client of a server on loop-back. */
export function dbbrainAt(endpoint: URL, http: Http): DbbrainClient {
  const credentials = { secretId: "AKIDtest", secretKey: SECRET_KEY, token: TOKEN, source: "a test" };
  return new DbbrainClient({ http, credentials, region: "ap-guangzhou", endpoint });
}

export const INSTANCE = { InstanceId: "cdb-1", Product: "mysql" } as const;
export const CREATE = { ...INSTANCE, Duration: -1, User: "report" } as const;

/** The error of a promise that has to fail. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: Error) => error,
  );
  if (!outcome) throw new Error("expected a failure, got a success");
  return outcome;
}
