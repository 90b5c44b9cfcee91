# The queries of one user that have run for ten minutes, once. They are listed, and killed by their ids.
resource "dbkill_alibaba_clickhouse_session_kill" "long_scans" {
  cluster_id = "cc-bp108z124a8o7h2k5"

  match {
    users                = ["etl"]
    min_duration_seconds = 600
  }

  # More than this kills nothing and fails.
  max_kills = 5
}

# Chosen queries of an enterprise cluster.
resource "dbkill_alibaba_clickhouse_session_kill" "chosen" {
  cluster_id      = "cc-2ze34d5g6h7j8k9l0"
  edition         = "enterprise"
  query_ids       = ["c7b1f3a4-7d5c-4a0e-9d7f-0d3a5e8c1b62"]
  protected_users = ["billing"]
}

# What became of each: killed, gone (it was over before) or survived.
output "outcomes" {
  value = { for result in dbkill_alibaba_clickhouse_session_kill.long_scans.results : result.query_id => result.outcome }
}
