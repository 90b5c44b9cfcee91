# `terraform test` calls no cloud: the provider is a mock with the real provider's schema.
mock_provider "dbkill" {}

run "each_rule_has_a_limit" {
  command = plan

  assert {
    condition     = dbkill_tencent_dbbrain_kill_task.long_reports.max_kills != null
    error_message = "The kill task has no max_kills."
  }

  assert {
    condition     = dbkill_auto_kill_policy.idle.max_kills != null
    error_message = "The policy has no max_kills."
  }
}
