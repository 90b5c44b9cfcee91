# While the switch is off, an instance's kill tasks kill nothing.
resource "dbkill_huawei_das_kill_switch" "shop" {
  instance_id = "bcfa975193f1402fa11a6d4fd6baf5fbin01"
  enabled     = true
}

# Reports that have run for five minutes are killed, for as long as this is declared.
resource "dbkill_huawei_das_kill_task" "long_reports" {
  instance_id = dbkill_huawei_das_kill_switch.shop.instance_id

  match {
    users                = ["report"]
    commands             = ["Query"]
    min_duration_seconds = 300
  }

  # A plan that finds more than ten such sessions fails instead of killing them.
  max_kills = 10

  depends_on = [dbkill_huawei_das_kill_switch.shop]
}

# For one hour, statements of a runaway job. Up to five tasks run on an instance, side by side.
resource "dbkill_huawei_das_kill_task" "runaway_job" {
  instance_id      = dbkill_huawei_das_kill_switch.shop.instance_id
  duration_seconds = 3600

  match {
    databases     = ["shop"]
    info_keywords = ["/* nightly-export */", "FROM orders"]
  }

  depends_on = [dbkill_huawei_das_kill_switch.shop]
}
