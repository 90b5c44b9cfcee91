import { readRunnerReport } from "../../model";
import { checkRunnerUrls } from "../../resources/runner-url";
import { type Finding, ok } from "./finding";

const TIMEOUT_MS = 5_000;

/** The runners that the environment names. */
export async function runnerFindings({ DBKILL_RUNNER_URL: text }: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (!text) return [];
  try {
    return await Promise.all(checkRunnerUrls(text, "DBKILL_RUNNER_URL").map(ask));
  } catch (error) {
    return [problem((error as Error).message)];
  }
}

async function ask(runner: URL): Promise<Finding> {
  const { origin } = runner;
  try {
    const answer = await fetch(new URL("/v1/policies", runner), {
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const report = answer.ok ? readRunnerReport(await answer.json()) : undefined;
    return report
      ? ok("runner", `${origin} has ${report.policies.length} policies`)
      : problem(`${origin} answers, but not as a runner does (HTTP ${answer.status}).`);
  } catch (error) {
    const { message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
    return problem(`${origin} can't be asked (${cause?.code ?? message}).`);
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
