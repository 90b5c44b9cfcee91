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
  description = "The overloaded instance."
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

  # If more sessions match, the plan fails and none is killed.
  max_kills = 5

  triggers = {
    incident = var.incident
  }
}

# The outcome of each: killed, gone (it had already ended), survived or refused.
output "outcomes" {
  value = { for result in dbkill_tencent_dbbrain_session_kill.long_reports.results : result.id => result.outcome }
}
