import { readRunnerReport } from "../../model";
import { type Finding, ok } from "./finding";

const TIMEOUT_MS = 5_000;

/** The runners that the environment names, as the provider reads it: separated by commas. */
export async function runnerFindings({ DBKILL_RUNNER_URL: text }: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (!text) return [];
  return Promise.all(text.split(",").map((url) => ask(url.trim())));
}

async function ask(text: string): Promise<Finding> {
  const runner = URL.canParse(text) ? new URL(text) : undefined;
  // What is not an address alone may hold a password, so it is not shown.
  if (!runner || !/^https?:$/.test(runner.protocol) || runner.username || runner.password)
    return problem(
      "DBKILL_RUNNER_URL is not an address such as http://127.0.0.1:9464, or several separated by commas.",
    );
  const url = new URL("/v1/policies", runner);
  const { origin } = url;
  try {
    const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const report = answer.ok ? readRunnerReport(await answer.json()) : undefined;
    return report
      ? ok("runner", `${origin} has ${report.policies.length} policies`)
      : problem(`${origin} answers, but it is not a runner (HTTP ${answer.status}).`);
  } catch (error) {
    const { message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
    return problem(`${origin} can't be reached (${cause?.code ?? message}).`);
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
