import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Context } from "../../framework";
import { confirmationOf, type Policy, printable, type RunnerReport, readRunnerReport } from "../../model";
import { authorities } from "../../vendors/shared/authorities";
import type { ProviderClients } from "../provider-clients";
import type { PolicyState } from "./schema";

/** How long the runner may take to answer, in ms. */
const TIMEOUT_MS = 5_000;
/** The longest answer that is read, in bytes: some hundred for each policy. */
const LONGEST = 10_000_000;

/** The runners' answers. */
interface Answers {
  readonly reports: readonly RunnerReport[];
  /** Why the others did not answer, in sentences. */
  readonly failures: readonly string[];
}

/**
 * The status of a policy that the runner enforces: the status that a runner confirms, else `pending` with a warning. Without `runner_url`
 * no runner is asked, and the plan says so.
 */
export async function runnerStatus(
  values: Pick<PolicyState, "name" | "mode" | "document_hash">,
  ctx: Pick<Context<ProviderClients>, "client" | "diagnostics" | "signal">,
): Promise<string> {
  const { client, diagnostics } = ctx;
  const urls = client.runnerUrls;
  if (urls.length === 0) return "pending";
  const { reports, failures } = await client.once("runner", () => askAll(urls, ctx.signal));
  const revision = values.document_hash ?? "";
  const confirmation = confirmationOf(
    { name: values.name, mode: values.mode as Policy["mode"] },
    revision,
    reports,
    new Date(),
  );
  if (confirmation.status !== undefined) return confirmation.status;
  const called = JSON.stringify(values.name);
  diagnostics.report(
    failures.length > 0
      ? {
          severity: "warning",
          code: "DBKILL_RUNNER_UNREACHABLE",
          // One summary for all policies: Terraform folds equal ones.
          summary: "The runner can't be asked which policies it enforces",
          detail: `Policy ${called} counts as pending. ${failures.join(" ")} Check runner_url, and that dbkill enforce runs there with --listen.`,
        }
      : {
          severity: "warning",
          code: "DBKILL_POLICY_UNCONFIRMED",
          summary: "A policy is not enforced: the runner does not confirm it",
          detail: `Policy ${called}, revision ${revision.slice(0, 12)}: the runner ${printable(confirmation.why, 300)}. ${confirmation.remedy}`,
        },
  );
  return "pending";
}

/** Asks all runners in parallel. */
async function askAll(urls: readonly URL[], signal: AbortSignal): Promise<Answers> {
  const answers = await Promise.allSettled(urls.map((url) => ask(url, signal)));
  const reports = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const failures = answers.flatMap((answer, index) =>
    answer.status === "rejected" ? [`${urls[index]!.origin}: ${whyOf(answer.reason)}`] : [],
  );
  return { reports, failures };
}

async function ask(url: URL, signal: AbortSignal): Promise<RunnerReport> {
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { status, text } = await get(new URL("/v1/policies", url), AbortSignal.any([signal, deadline]));
    if (status !== 200) throw new Error(`It answered with HTTP ${status}.`);
    const report = readRunnerReport(JSON.parse(text));
    if (!report) throw new Error("Its answer is not that of a runner.");
    return report;
  } catch (error) {
    throw deadline.aborted ? deadline.reason : error;
  }
}

/** Follows no redirect. It trusts the authorities that calls to the vendors trust. */
async function get(url: URL, signal: AbortSignal): Promise<{ status: number | undefined; text: string }> {
  const encrypted = url.protocol === "https:";
  // Not by import(): the provider is compiled from a cache, which has no such thing.
  const { request }: typeof import("node:https") = encrypted ? require("node:https") : require("node:http");
  const ca = encrypted ? authorities() : undefined;
  const call = request(url, { headers: { accept: "application/json" }, agent: false, signal, ca });
  call.end();
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST) throw new Error("Its answer is too long.");
    parts.push(part);
  }
  return { status: answer.statusCode, text: Buffer.concat(parts).toString("utf8") };
}

function whyOf(error: unknown): string {
  if (error instanceof SyntaxError) return "Its answer is not JSON.";
  const { message, name, code } = error as Error & { readonly code?: string };
  if (name === "TimeoutError") return `It did not answer within ${TIMEOUT_MS / 1_000} s.`;
  return code ? `The call failed with ${printable(code, 100)}.` : printable(message, 300);
}
