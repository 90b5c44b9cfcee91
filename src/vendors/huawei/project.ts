import { homedir } from "node:os";
import { printable } from "../../model/printable";
import { ProjectError } from "../shared/errors";
import { readHcloudProfile, readSdkCredentialsFile } from "./profile";

/** What to do where the project is missing or wrong. */
export const PROJECT_REMEDY =
  "Set project_id in the provider's huawei block, or HW_PROJECT_ID. The console shows it under My Credentials > API Credentials, one for each region.";

/**
 * The id of the project to call for: as configured, else `HW_PROJECT_ID`, else its older name `OS_PROJECT_ID`, else
 * `HUAWEICLOUD_SDK_PROJECT_ID`, else the one of the SDKs' file or of the KooCLI profile. It is in the path of every call. A
 * project belongs to one region, and a key may have many.
 *
 * @param configured the provider block's `project_id`.
 * @param homeDir where `~` is; default: the user's.
 * @throws ProjectError where none is known, or it is not 1 to 64 letters and digits.
 */
export function resolveHuaweiProject(
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
): string {
  const named = configured || env.HW_PROJECT_ID || env.OS_PROJECT_ID || env.HUAWEICLOUD_SDK_PROJECT_ID;
  const project = (named || fromFiles(env, homeDir))?.trim();
  const details = { service: "huawei", remedy: PROJECT_REMEDY };
  if (!project) throw new ProjectError("No Huawei Cloud project is configured.", details);
  if (!/^[A-Za-z0-9]{1,64}$/.test(project)) {
    throw new ProjectError(
      `${printable(JSON.stringify(project), 80)} is not the id of a Huawei Cloud project, which has 1 to 64 letters and digits.`,
      details,
    );
  }
  return project;
}

function fromFiles(env: NodeJS.ProcessEnv, homeDir: string): string | undefined {
  return readSdkCredentialsFile(env, homeDir).values?.project_id || readHcloudProfile(env, homeDir).projectId;
}
