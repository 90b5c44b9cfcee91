data "dbkill_huawei_das_kill_history" "saturday" {
  instance_id = "bcfa975193f1402fa11a6d4fd6baf5fbin01"
  start_time  = "2026-11-21T00:00:00Z"
  end_time    = "2026-11-22T00:00:00Z"
  limit       = 200
}

output "killed_on_saturday" {
  value = [
    for killed in data.dbkill_huawei_das_kill_history.saturday.killed_sessions :
    "${killed.kill_time} ${killed.user}@${killed.host} ${killed.info}"
  ]
}
