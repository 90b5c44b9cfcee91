import { serve } from "../framework/server/serve";
import { VERSION } from "../version";

/** The bundle's entry: what Terraform starts. */
serve({
  name: "dbkill",
  version: VERSION,
  load: () => (require("../resources/provider") as typeof import("../resources/provider")).provider,
});
