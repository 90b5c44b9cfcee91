import { type AttributePath, type Diagnostics, isUnknown } from "../../framework";

/** Only clusters of the enterprise edition have computing groups. `path` is where the two attributes are. */
export function reportGroupProblem(
  { edition, computing_group_id: group }: { readonly edition: unknown; readonly computing_group_id: unknown },
  path: AttributePath,
  diagnostics: Diagnostics,
): void {
  if (group === null || isUnknown(edition) || edition === "enterprise") return;
  diagnostics.error(
    "computing_group_id is no part of a community cluster",
    'Only the enterprise edition has computing groups. Set edition = "enterprise", or remove computing_group_id.',
    [...path, "computing_group_id"],
  );
}
