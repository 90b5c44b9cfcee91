import { ConstructError } from "./errors";

/**
 * Says what to install where `cdktf` or `constructs` is missing. Both are optional peers: HCL alone needs neither.
 *
 * @throws ConstructError `DBKILL_PEER_MISSING`
 */
export function requirePeers(resolve: (name: string) => string = require.resolve): void {
  const isInstalled = (name: string) => {
    try {
      resolve(name);
      return true;
    } catch {
      return false;
    }
  };
  const missing = ["cdktf", "constructs"].filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const remedy = isInstalled("cdktn")
    ? "cdktn is installed, but under its own name: run npm i cdktf@npm:cdktn@0.24.0, and import from cdktf."
    : "Run npm i cdktf constructs. To use cdktn, run npm i cdktf@npm:cdktn@0.24.0 constructs.";
  throw new ConstructError("cdktf-dbkill", [
    {
      code: "DBKILL_PEER_MISSING",
      path: "",
      text: `The constructs need ${missing.join(" and ")}, which cdktf-dbkill can't find. ${remedy}`,
    },
  ]);
}

requirePeers();
