import { PROVIDER_SOURCE, VERSION } from "../src/version";

/** Ids of as many database instances. */
export function instanceIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `cdb-${index}`);
}

/** A kill task for each instance, every one a block of its own, as CDKTF writes them. */
export function killTasks(count: number, options: { preview: boolean }): string {
  const tasks = instanceIds(count).map(
    (id, index) => `resource "dbkill_tencent_kill_task" "t${index}" {
  instance_id = "${id}"
  match       = { users = ["report"], commands = ["Query"], min_duration_seconds = 60 }
}
`,
  );
  return `terraform {
  required_providers {
    dbkill = {
      source  = "${PROVIDER_SOURCE}"
      version = "${VERSION}"
    }
  }
}
provider "dbkill" {
  plan_preview = ${options.preview}
}
${tasks.join("")}`;
}

/** As many of the cheapest managed resource there is: it is part of Terraform itself and calls nobody. */
export function terraformData(count: number): string {
  return instanceIds(count)
    .map((id, index) => `resource "terraform_data" "t${index}" {\n  input = "${id}"\n}\n`)
    .join("");
}
