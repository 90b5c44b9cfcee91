# Detects policies that are not enforced, in a pipeline.
#
# `check` only warns: plan and apply continue, and exit with 0. The pipeline reads the results:
#
#   terraform plan -out=plan && terraform show -json plan |
#     jq -e '[.checks[]? | select(.status == "fail")] == []'
#
# A `precondition` fails the run: with `confirmed = true`, plan and apply end with 1 while a policy is not enforced. It is not on the
# policy: a postcondition there would fail every first apply, because the runner gets a policy's document only afterwards.

terraform {
  required_providers {
    dbkill = {
      source = "registry.terraform.io/dbkill/dbkill"
    }
  }
}

provider "dbkill" {
  runner_url = "http://127.0.0.1:9464"
}

variable "confirmed" {
  description = "Whether every policy must be enforced by now."
  type        = bool
  default     = false
}

resource "dbkill_auto_kill_policy" "reports" {
  name = "reports"
  target {
    service     = "mysql"
    instance_id = "127.0.0.1:3306"
  }
  match {
    users                = ["report"]
    min_duration_seconds = 60
  }
  max_kills = 10
}

locals {
  policies = [dbkill_auto_kill_policy.reports]
  # `disabled` and `expired` are as declared.
  good = ["enforced", "observing", "outside_window", "disabled", "expired"]
  bad  = [for policy in local.policies : "${policy.id} is ${policy.status}" if !contains(local.good, policy.status)]
}

check "policies_are_enforced" {
  assert {
    condition     = length(local.bad) == 0
    error_message = "Nobody enforces these policies: ${join(", ", local.bad)}."
  }
}

resource "terraform_data" "enforced" {
  count = var.confirmed ? 1 : 0

  lifecycle {
    precondition {
      condition     = length(local.bad) == 0
      error_message = "Nobody enforces these policies: ${join(", ", local.bad)}."
    }
  }
}
