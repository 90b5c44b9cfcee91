import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { type Finding, ok } from "./finding";

const TIMEOUT_MS = 10_000;
/** Vendors refuse signatures that are five minutes off (Tencent Cloud; others 15). Half a minute is more than any network delay. */
const SKEW = { warning: 30_000, error: 300_000 };
const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;

/** Checks whether a service's address answers at all, and compares its time. Sends no keys. */
export async function endpointFindings(
  name: string,
  url: URL,
  env: NodeJS.ProcessEnv,
  now: () => Date = () => new Date(),
): Promise<Finding[]> {
  const check = `endpoint ${name}`;
  if (PROXIES.some((variable) => env[variable]) && !/^(127\.|localhost$|\[?::1)/.test(url.hostname))
    return [
      {
        check,
        status: "skipped",
        code: "DBKILL_DOCTOR_ENDPOINT_PROXY",
        message: `${url.origin} is called through a proxy.`,
        remedy: "Name a database with --target to test it.",
      },
    ];
  try {
    const date = await dateOf(url);
    return [ok(check, url.origin), ...clockFindings(name, date, now())];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return [
      {
        check,
        status: "error",
        code: "DBKILL_DOCTOR_ENDPOINT",
        message: `${url.origin} does not answer (${code ?? message}).`,
        remedy:
          "Check the network, the address (endpoint_url, DBKILL_ENDPOINT_URL), HTTPS_PROXY and NO_PROXY.",
      },
    ];
  }
}

function clockFindings(name: string, date: string | undefined, now: Date): Finding[] {
  const theirs = Date.parse(date ?? "");
  if (Number.isNaN(theirs)) return [];
  const check = `clock ${name}`;
  const skew = now.getTime() - theirs;
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < SKEW.warning) return [ok(check, `within ${SKEW.warning / 1000} s of the service's`)];
  return [
    {
      check,
      status: Math.abs(skew) < SKEW.error ? "warning" : "error",
      code: "DBKILL_DOCTOR_CLOCK",
      message: `This machine's clock is ${seconds} s ${skew > 0 ? "ahead of" : "behind"} the service's.`,
      remedy: "Set the clock, for example with NTP: vendors refuse signatures whose time is wrong.",
    },
  ];
}

/** The Date header of any answer. */
function dateOf(url: URL): Promise<string | undefined> {
  const request = url.protocol === "http:" ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "HEAD", timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.headers.date);
    });
    call.on("timeout", () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    call.on("error", reject);
    call.end();
  });
}
