import type { CallOptions, Repeat } from "../../http";
import type { AlibabaResponse } from "../response";
import { type AlibabaClientOptions, callRpc } from "../rpc";
import {
  type OceanbaseKillResult,
  type OceanbaseSession,
  type OceanbaseSessionKey,
  type OceanbaseTenant,
  readKillResults,
  readSessions,
} from "./responses";

const SERVICE = "oceanbasepro";
const VERSION = "2019-09-01";

/**
 * ApsaraDB for OceanBase, API version 2019-09-01: the two actions that are about sessions. Every method throws a VendorError
 * where the call fails; one that is `ambiguous` may have been carried out. Arguments that must not be sent are a plain Error,
 * before any request.
 */
export class OceanbaseClient {
  constructor(private readonly options: AlibabaClientOptions) {}

  /** The region that is called. */
  get region(): string {
    return this.options.region;
  }

  /** The sessions of a tenant now, idle ones too. */
  listSessions(tenant: OceanbaseTenant, call?: CallOptions): Promise<OceanbaseSession[]> {
    return this.#send("DescribeProcessStatsComposition", tenant, {}, "always", readSessions, call);
  }

  /**
   * Kills sessions. The vendor says yes or no for each, inside one answer: no error is thrown for those it refuses.
   *
   * A lost answer is not repeated: for a session that the first attempt killed, the second answer would have an `errorMessage`, as for
   * one that was over before.
   *
   * @returns one result for each session asked for, in their order, once each.
   * @throws Error before any request where there is no session, or one is not named in full
   */
  async killSessions(
    { sessions, ...tenant }: OceanbaseTenant & { readonly sessions: readonly OceanbaseSessionKey[] },
    call?: CallOptions,
  ): Promise<{ results: OceanbaseKillResult[]; requestId: string }> {
    const asked = distinct(sessions);
    if (asked.length === 0) throw new Error("No sessions to kill.");
    const SessionList = JSON.stringify(asked.map(({ server, id }) => ({ ServerIp: server, SessionId: id })));
    const read = (response: AlibabaResponse) => ({
      results: readKillResults(asked, response),
      requestId: response.RequestId,
    });
    return this.#send("KillProcessList", tenant, { SessionList }, "never", read, call);
  }

  async #send<T>(
    action: "DescribeProcessStatsComposition" | "KillProcessList",
    { instanceId, tenantId }: OceanbaseTenant,
    parameters: Readonly<Record<string, string>>,
    repeat: Repeat,
    read: (response: AlibabaResponse) => T,
    call: CallOptions | undefined,
  ): Promise<T> {
    if (instanceId.trim() === "") throw new Error("The id of the OceanBase cluster is blank.");
    // Listing without a tenant would list those of the whole cluster.
    if (tenantId.trim() === "") throw new Error("The id of the OceanBase tenant is blank.");
    return callRpc(
      this.options,
      {
        service: SERVICE,
        version: VERSION,
        action,
        parametersIn: "form",
        parameters: { InstanceId: instanceId, TenantId: tenantId, ...parameters },
        repeat,
        read,
      },
      call,
    );
  }
}

/** Each session once. @throws Error where one is not named in full. */
function distinct(sessions: readonly OceanbaseSessionKey[]): OceanbaseSessionKey[] {
  for (const { server, id } of sessions) {
    if (!/^\d+$/.test(id)) throw new Error(`${JSON.stringify(id)} is not the id of an OceanBase session.`);
    if (server.trim() === "") throw new Error(`The OceanBase session ${id} does not name its server.`);
  }
  return [...new Map(sessions.map(({ server, id }) => [`${id}@${server}`, { server, id }])).values()];
}
