terraform {
  required_version = ">= 1.5"

  required_providers {
    dbkill = {
      source = "registry.terraform.io/dbkill/dbkill"
    }
  }
}

# Keys come from the environment, never from code. So does the runner's address (DBKILL_RUNNER_URL).
provider "dbkill" {
  tencent {
    region = "ap-guangzhou"
  }
}

resource "dbkill_auto_kill_policy" "long_reports" {
  name      = "long-reports"
  max_kills = 10

  target {
    service     = "dbbrain"
    instance_id = "cdb-8jawylhf"
  }

  match {
    users                = ["report"]
    min_duration_seconds = 300
  }
}

# Every plan warns while a declared policy is not enforced.
check "policies_are_enforced" {
  assert {
    condition     = contains(["enforced", "outside_window"], dbkill_auto_kill_policy.long_reports.status)
    error_message = "Policy ${dbkill_auto_kill_policy.long_reports.name} is ${dbkill_auto_kill_policy.long_reports.status}: nobody kills its sessions."
  }
}

# Every plan warns while a statement has run for too long, whether or not a policy covers it.
check "database_is_quiet" {
  data "dbkill_sessions" "long" {
    target {
      service     = "dbbrain"
      instance_id = "cdb-8jawylhf"
    }

    match {
      commands             = ["Query"]
      min_duration_seconds = 300
    }

    limit = 5
  }

  assert {
    condition = data.dbkill_sessions.long.total == 0
    error_message = format(
      "%d statements have run for five minutes: %s",
      data.dbkill_sessions.long.total,
      join("; ", [for session in data.dbkill_sessions.long.sessions : "${session.id} of ${session.user}"]),
    )
  }
}
