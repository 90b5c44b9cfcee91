mock_provider "dbkill" {}

variables {
  name            = "long-reports"
  database        = { service = "mysql", instance_id = "db.example.com:3306" }
  users           = ["report"]
  longest_seconds = 300
  max_kills       = 10
}

run "observes_unless_told_otherwise" {
  command = plan

  assert {
    condition     = dbkill_auto_kill_policy.this.mode == "observe"
    error_message = "A new policy must not kill."
  }

  assert {
    condition     = dbkill_auto_kill_policy.this.max_kills == 10
    error_message = "The cap is not the variable's value."
  }
}

run "kills_when_told" {
  command = plan

  variables {
    observe = false
  }

  assert {
    condition     = dbkill_auto_kill_policy.this.mode == "enforce"
    error_message = "The policy should kill."
  }
}

run "refuses_a_misspelt_service" {
  command = plan

  variables {
    database = { service = "rds", instance_id = "x" }
  }

  expect_failures = [var.database]
}

run "refuses_oceanbase_without_a_tenant" {
  command = plan

  variables {
    database = { service = "oceanbasepro", instance_id = "ob317v4uif4h2k5q" }
  }

  expect_failures = [var.database]
}

run "refuses_nobody" {
  command = plan

  variables {
    users = []
  }

  expect_failures = [var.users]
}

run "refuses_what_is_too_short" {
  command = plan

  variables {
    longest_seconds = 5
  }

  expect_failures = [var.longest_seconds]
}

run "refuses_a_cap_that_is_none" {
  command = plan

  variables {
    max_kills = 1000
  }

  expect_failures = [var.max_kills]
}

run "refuses_a_user_on_both_lists" {
  command = plan

  variables {
    protected_users = ["report"]
  }

  expect_failures = [dbkill_auto_kill_policy.this]
}
