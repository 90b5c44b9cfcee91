data "dbkill_sessions" "idle" {
  target = {
    service     = "dbbrain"
    instance_id = "cdb-8jawylhf"
  }

  match = {
    commands             = ["Sleep"]
    min_duration_seconds = 3600
  }

  limit = 20
}

output "idle_for_an_hour" {
  value = [for session in data.dbkill_sessions.idle.sessions : "${session.id} ${session.user}@${session.host}"]
}
