data "dbkill_huawei_das_kill_preview" "long_reports" {
  instance_id = "bcfa975193f1402fa11a6d4fd6baf5fbin01"

  match {
    users                = ["report"]
    min_duration_seconds = 300
  }
}

output "would_be_killed_now" {
  value = data.dbkill_huawei_das_kill_preview.long_reports.total_count
}
