terraform {
  required_providers {
    dbkill = {
      source = "registry.terraform.io/dbkill/dbkill"
    }
  }
}

# Keys come from the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
provider "dbkill" {
  tencent {
    region = "ap-guangzhou"
  }
}

module "reports" {
  source = "./modules/auto-kill-policy"

  name            = "long-reports"
  database        = { service = "dbbrain", instance_id = "cdb-8jawylhf" }
  users           = ["report"]
  longest_seconds = 300
  max_kills       = 10
  observe         = false
}

# A new policy only reports.
module "batch" {
  source = "./modules/auto-kill-policy"

  name            = "long-batches"
  database        = { service = "dbbrain", instance_id = "cdb-8jawylhf" }
  users           = ["batch"]
  longest_seconds = 3600
  max_kills       = 5
}

output "status" {
  value = { reports = module.reports.status, batch = module.batch.status }
}
