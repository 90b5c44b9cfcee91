import { readRunnerReport } from "../../model";
import { type Finding, ok } from "./finding";

const TIMEOUT_MS = 5_000;

/** The runner that the environment names. */
export async function runnerFindings({ DBKILL_RUNNER_URL: text }: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (!text) return [];
  if (!URL.canParse(text) || !/^https?:/.test(text))
    return [problem("DBKILL_RUNNER_URL is not an address, such as http://127.0.0.1:9464.")];
  try {
    const url = new URL("/v1/policies", text);
    const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const report = answer.ok ? readRunnerReport(await answer.json()) : undefined;
    if (report) return [ok("runner", `${url.origin} enforces ${report.length} policies`)];
    return [problem(`${url.origin} answers, but not as a runner does (HTTP ${answer.status}).`)];
  } catch (error) {
    const { message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
    return [problem(`The runner can't be asked (${cause?.code ?? message}).`)];
  }
}

function problem(message: string): Finding {
  return {
    check: "runner",
    status: "error",
    code: "DBKILL_DOCTOR_RUNNER",
    message,
    remedy: "Check DBKILL_RUNNER_URL, and that dbkill enforce runs there with --listen.",
  };
}
