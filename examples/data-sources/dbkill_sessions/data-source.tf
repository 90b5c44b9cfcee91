data "dbkill_sessions" "idle" {
  target {
    service     = "dbbrain"
    instance_id = "cdb-8jawylhf"
  }

  match {
    commands             = ["Sleep"]
    min_duration_seconds = 3600
  }

  limit = 20
}

output "idle_for_an_hour" {
  value = [for session in data.dbkill_sessions.idle.sessions : "${session.id} ${session.user}@${session.host}"]
}

# The running queries of a ClickHouse cluster.
data "dbkill_sessions" "queries" {
  target {
    service     = "clickhouse"
    instance_id = "cc-bp108z124a8o7h2k5"
  }
}
