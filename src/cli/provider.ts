import { serve } from "../provider/server/serve";
import { VERSION } from "../version";

/** The bundle's entry: what Terraform starts. */
serve({
  name: "dbkill",
  version: VERSION,
  load: () => (require("../resources") as typeof import("../resources")).provider,
});
