import type { Context } from "../framework";
import type { Target } from "../model";
import type { ProviderClients } from "./provider-clients";

/** Warns of connections that others on the network path can read or change. */
export function reportExposure(
  target: Target,
  { client, diagnostics }: Pick<Context<ProviderClients>, "client" | "diagnostics">,
): void {
  if (target.service !== "mysql") return;
  const mode = client.clientOf("mysql").exposure(target.instance_id);
  if (mode === undefined) return;
  diagnostics.report({
    severity: "warning",
    code: "DBKILL_MYSQL_NOT_ENCRYPTED",
    summary: `The connection to ${target.instance_id} may be made without encryption`,
    detail: `tls = "${mode}" in the provider's mysql block allows it. Anyone on the network path can read statements and change what is sent. Set tls = "required", with ca_file for a private authority.`,
  });
}
