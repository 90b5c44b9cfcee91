import { printable, type Target } from "../../model";
import { CLOUD_FACTS, factsOf, SERVICE_FACTS, SERVICE_NAMES } from "../../vendors/facts";
import { AuthenticationError } from "../../vendors/shared/errors";
import type { Io } from "../io";
import type { LiveClients, LiveModule } from "../live";
import { describeTarget } from "../policies/place";
import { Secrets } from "../secrets";
import { endpointFindings } from "./endpoint";
import { type Finding, ok } from "./finding";

/** The id to look up on a service that lists only by id. Its answer "no such statement" proves that the call works. */
const NO_STATEMENT = "dbkill-doctor";

/**
 * Keys, regions and addresses, as the provider reads them from the environment and from profile files, and one call for each target that
 * lists its sessions and changes nothing.
 *
 * @param targets none: every cloud that has keys here
 */
export async function cloudFindings(
  targets: readonly Target[],
  io: Pick<Io, "env" | "live">,
): Promise<Finding[]> {
  const live = io.live();
  const secrets = new Secrets();
  const clients = live.clients(secrets.add, io.env);
  const tell = (check: string, error: unknown): Finding => explained(check, error, live, secrets);
  try {
    if (targets.length === 0) return await configuredClouds(clients, io.env, tell);
    return await namedDatabases(targets, clients, io.env, tell);
  } finally {
    await clients.close();
  }
}

type Tell = (check: string, error: unknown) => Finding;

async function namedDatabases(
  targets: readonly Target[],
  clients: LiveClients,
  env: NodeJS.ProcessEnv,
  tell: Tell,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  /** By service and region: whether its list can be asked for. */
  const usable = new Map<string, boolean>();
  const refused = new Set<string>();
  for (const target of targets) {
    const { service, region } = target;
    const place = `${service} ${region ?? ""}`.trim();
    if (!usable.has(place)) {
      const found = await serviceFindings(clients, service, region, place, env, tell);
      findings.push(...found);
      usable.set(
        place,
        found.every(({ status }) => status !== "error"),
      );
    }
    if (!usable.get(place)) continue;
    const { cloud } = factsOf(service);
    if (refused.has(cloud)) {
      // Vendors lock keys after a few failures.
      const message = "The vendor refused this key above, so dbkill does not try it again.";
      findings.push({
        check: `list ${describeTarget(target)}`,
        status: "skipped",
        code: AuthenticationError.code,
        message,
      });
      continue;
    }
    const finding = await list(clients, target, tell);
    // Each server has its own accounts.
    if (finding.code === AuthenticationError.code && cloud !== "mysql") refused.add(cloud);
    findings.push(finding);
  }
  return findings;
}

/** No target names a cloud: checks every cloud that has a key pair, or half of one. */
async function configuredClouds(
  clients: LiveClients,
  env: NodeJS.ProcessEnv,
  tell: Tell,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const service of SERVICE_NAMES) {
    // A server's address is in its targets.
    if (SERVICE_FACTS[service].cloud === "mysql") continue;
    if (isSetUp(clients, service))
      findings.push(...(await serviceFindings(clients, service, undefined, service, env, tell)));
  }
  if (findings.length === 0)
    return [
      {
        check: "keys",
        status: "warning",
        code: "DBKILL_DOCTOR_NO_KEYS",
        message: "No key pair for any cloud was found in the environment or in profile files.",
        remedy:
          "Set the variables of the cloud that you use. For a MySQL server, name the server with --target.",
      },
    ];
  const noTarget: Finding = {
    check: "list",
    status: "skipped",
    code: "DBKILL_DOCTOR_NO_TARGET",
    message: "No database is named, so dbkill could not check that a vendor accepts the keys.",
    remedy: "Name a database with --target, or the policies with --policies.",
  };
  return [...findings, noTarget];
}

function isSetUp(clients: LiveClients, service: string): boolean {
  try {
    clients.whereabouts(service);
    return true;
  } catch (error) {
    return !(error as { readonly absent?: boolean }).absent;
  }
}

/** Keys, region and address of a service, and whether something answers there. */
async function serviceFindings(
  clients: LiveClients,
  service: string,
  region: string | undefined,
  place: string,
  env: NodeJS.ProcessEnv,
  tell: Tell,
): Promise<Finding[]> {
  try {
    const found = clients.whereabouts(service, region);
    if (found === undefined) return [];
    const { title } = CLOUD_FACTS[factsOf(service).cloud as keyof typeof CLOUD_FACTS];
    return [
      ok(`keys ${place}`, `${title}: from ${found.source}`),
      ok(`region ${place}`, found.region),
      ...(await endpointFindings(place, found.endpoint, env)),
    ];
  } catch (error) {
    return [tell(`keys ${place}`, error)];
  }
}

async function list(clients: LiveClients, target: Target, tell: Tell): Promise<Finding> {
  const check = `list ${describeTarget(target)}`;
  try {
    const listing = await clients.source(target).list(new AbortController().signal, [NO_STATEMENT]);
    const { words } = factsOf(target.service);
    const { length } = listing.sessions;
    const count = `${length} ${length === 1 ? words.one : words.many}`;
    return listing.complete
      ? ok(check, `answers; ${count} now`)
      : incomplete(check, listing.incomplete, count, words.many);
  } catch (error) {
    return tell(check, error);
  }
}

/**
 * Follows the runner: a list that lacks sessions for a reason that can be fixed is an error, because no policy judges those sessions. A list
 * that the service cuts short is a warning: keys and permissions are right, and the list is complete again when fewer sessions run.
 */
function incomplete(check: string, why: string | undefined, count: string, many: string): Finding {
  return {
    check,
    status: why === undefined ? "warning" : "error",
    code: "DBKILL_LIST_INCOMPLETE",
    message:
      why === undefined
        ? `answers; ${count} now, and the service has more than it lists`
        : `answers; ${count} now, and there may be more that are not shown: no policy judges those`,
    remedy:
      why === undefined
        ? `Policies judge only the ${many} that are listed. Try again when fewer run.`
        : printable(why, 1_000),
  };
}

/** @throws unexpected errors, which are bugs in dbkill */
function explained(check: string, error: unknown, live: LiveModule, secrets: Secrets): Finding {
  const { code, summary = "", detail = "" } = live.explain(error) ?? {};
  if (code === undefined) throw error;
  const line = (text: string) => printable(secrets.scrub(text.replace(/\s*\n+\s*/g, " ")));
  // The facts behind it, such as the request id, are lines of their own.
  const [remedy = "", ...facts] = detail.split(/\n\n/);
  const more = facts.length > 0 ? ` (${facts.join("\n").replace(/\n+/g, "; ")})` : "";
  return { check, status: "error", code, message: line(summary), remedy: line(remedy + more) };
}
