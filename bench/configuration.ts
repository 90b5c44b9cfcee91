import { PROVIDER_SOURCE, VERSION } from "../src/version";
import type { Fleet } from "./fleets";

/** A fleet's kill tasks, every one a block of its own, as CDKTF writes them. */
export function killTasks(fleet: Fleet, count: number, options: { preview: boolean }): string {
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
${fleet.tasks(count).join("")}`;
}

/** The twin's kill tasks for a fleet's instances. */
export function twinTasks(fleet: Fleet, count: number): string {
  const blocks = fleet.instanceIds(count).map(
    (id, index) => `resource "twin_kill_task" "t${index}" {
  instance_id = "${id}"
  match       = { users = ["report"], commands = ["Query"], min_duration_seconds = 60 }
}
`,
  );
  return `terraform {
  required_providers {
    twin = {
      source = "registry.terraform.io/twin/twin"
    }
  }
}
${blocks.join("")}`;
}

/** As many of the cheapest managed resource there is: it is part of Terraform itself and calls nobody. */
export function terraformData(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `resource "terraform_data" "t${index}" {\n  input = "db-${index}"\n}\n`,
  ).join("");
}
