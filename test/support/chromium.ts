import { type Browser, chromium } from "playwright-core";
import { findTerraform as findCommand } from "../../scripts/terraform";

/** Chromium of `DBKILL_TEST_CHROMIUM`, else of the PATH. Debian has it as the package `chromium`. @throws Error where there is none */
export function startChromium(): Promise<Browser> {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const executablePath = process.env.DBKILL_TEST_CHROMIUM || findCommand(undefined, names);
  if (!executablePath) {
    throw new Error(
      "There is no Chromium: none of DBKILL_TEST_CHROMIUM, and neither chromium, chromium-browser nor google-chrome on the PATH. On Debian: apt-get install chromium.",
    );
  }
  // Its sandbox needs rights that root in a container has not, and all that it opens is ours.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
