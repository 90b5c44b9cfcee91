import { OptionError } from "../../core/option-error";
import { HUAWEI_QUIRKS, type HuaweiQuirk } from "../../core/types";

/** A project id to call the emulator with, where nothing calls for another one. */
export const EMULATOR_PROJECT_ID = "0123456789abcdef0123456789abcdef";

/** What is chosen at the start for Huawei's APIs. */
export interface HuaweiSettings {
  /** The projects that the access keys belong to; undefined: whichever is called. */
  readonly projectIds: ReadonlySet<string> | undefined;
  readonly quirks: ReadonlySet<HuaweiQuirk>;
}

/** Throws an {@link OptionError} for what is no project id or no quirk. */
export function huaweiSettings(options: {
  readonly projectIds?: readonly string[];
  readonly quirks?: readonly HuaweiQuirk[];
}): HuaweiSettings {
  const { projectIds, quirks = [] } = options;
  for (const id of projectIds ?? []) {
    if (!/^[0-9A-Za-z]{1,64}$/.test(id)) {
      throw new OptionError("projectIds", `${JSON.stringify(id)} is not 1 to 64 letters and digits`);
    }
  }
  for (const quirk of quirks) {
    if (!HUAWEI_QUIRKS.includes(quirk)) {
      throw new OptionError(
        "quirks",
        `${JSON.stringify(quirk)} is unknown; known are ${HUAWEI_QUIRKS.join(", ")}`,
      );
    }
  }
  return { projectIds: projectIds?.length ? new Set(projectIds) : undefined, quirks: new Set(quirks) };
}
