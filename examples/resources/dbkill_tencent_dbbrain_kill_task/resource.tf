# Reports that have run for five minutes are killed, for as long as this is declared.
resource "dbkill_tencent_dbbrain_kill_task" "long_reports" {
  instance_id = "cdb-8jawylhf"

  match {
    users                = ["report"]
    commands             = ["Query"]
    min_duration_seconds = 300
  }

  # A plan that finds more than ten such sessions fails instead of killing them.
  max_kills = 10
}

# For one hour, statements of a runaway job on a TDSQL-C instance.
resource "dbkill_tencent_dbbrain_kill_task" "runaway_job" {
  instance_id      = "cynosdbmysql-ins-0xx6ikbh"
  product          = "cynosdb"
  duration_seconds = 3600

  match {
    databases     = ["shop", "billing"]
    info_keywords = ["/* nightly-export */", "FROM orders"]
  }
}
