import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cached, install } from "../../scripts/matrix/cache";

const OPA = "v1.22.3";
const CHECK_JSONSCHEMA = "0.39.0";

/**
 * Open Policy Agent: the `opa` on the PATH, else one that Go builds from its module, once for each version.
 *
 * @throws Unavailable where neither is there: the tests that need it fail
 */
export async function opa(): Promise<string> {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "opa"))
    .find(existsSync);
  if (found) return found;
  const folder = await cached(join("opa", OPA), (making) =>
    install("env", [`GOBIN=${making}`, "go", "install", `github.com/open-policy-agent/opa@${OPA}`]),
  );
  return join(folder, "opa");
}

/**
 * Checks files against the JSON schema that SchemaStore publishes for their kind, as the Python package check-jsonschema carries it.
 *
 * @returns what is wrong, empty where nothing is
 * @throws Unavailable
 */
export async function schemaProblems(
  schema: "github-workflows" | "gitlab-ci",
  file: string,
): Promise<string> {
  const folder = await cached(join("check-jsonschema", CHECK_JSONSCHEMA), (making) =>
    install("python3", [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--target",
      making,
      `check-jsonschema==${CHECK_JSONSCHEMA}`,
    ]),
  );
  const transform = schema === "gitlab-ci" ? ["--data-transform", "gitlab-ci"] : [];
  try {
    execFileSync(
      "python3",
      ["-m", "check_jsonschema", "--builtin-schema", `vendor.${schema}`, ...transform, file],
      { env: { PATH: process.env.PATH, PYTHONPATH: folder }, encoding: "utf8", stdio: "pipe" },
    );
    return "";
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return stdout + stderr;
  }
}
