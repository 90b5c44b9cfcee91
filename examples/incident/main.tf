terraform {
  required_providers {
    dbkill = {
      source = "registry.terraform.io/dbkill/dbkill"
    }
  }
}

variable "incident" {
  description = "Number of the incident. A new number kills again."
  type        = string
}

variable "instance_id" {
  description = "The instance in trouble."
  type        = string
  default     = "cdb-8jawylhf"
}

# Keys come from the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
provider "dbkill" {
  tencent {
    region = "ap-guangzhou"
  }
}

# Reports that have run for five minutes, once for each incident.
resource "dbkill_tencent_dbbrain_session_kill" "long_reports" {
  instance_id = var.instance_id

  match {
    users                = ["report"]
    commands             = ["Query"]
    min_duration_seconds = 300
  }

  exclude {
    info_keywords = ["month_end"]
  }

  # More than this kills nobody: the plan fails.
  max_kills = 5

  triggers = {
    incident = var.incident
  }
}

# What became of each: killed, gone (it was over before), survived or refused.
output "outcomes" {
  value = { for result in dbkill_tencent_dbbrain_session_kill.long_reports.results : result.id => result.outcome }
}
