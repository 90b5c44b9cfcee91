import { DiagnosticError } from "../framework";

/**
 * The addresses of the runners, separated by commas: one for each shard.
 *
 * @throws DiagnosticError for an invalid address
 */
export function checkRunnerUrls(texts: string, source: string): readonly URL[] {
  return texts.split(",").map((text) => checkRunnerUrl(text.trim(), source));
}

function checkRunnerUrl(text: string, source: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (isPlain && url.pathname === "/" && !url.search && !url.hash) return url;
  throw new DiagnosticError({
    code: "DBKILL_RUNNER_URL_INVALID",
    summary: `${source} is not the address of a runner`,
    detail:
      "Write only scheme, host and port, such as http://127.0.0.1:9464. Separate the addresses of several shards with commas.",
  });
}
