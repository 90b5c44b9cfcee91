variable "sql_ids" {
  description = "Ids of the statements, as submitting them answered."
  type        = list(string)
  default     = ["20261122_091502_00041_k3v8q", "20261122_092230_00044_k3v8q"]
}

resource "dbkill_huawei_mrs_sql_cancel" "runaway_joins" {
  cluster_id = "5a7d2c18-6f0e-4b53-9d3f-1c2b7e40a961"
  sql_ids    = var.sql_ids
}

# What became of each: killed, gone (it was over before), survived or refused.
output "outcomes" {
  value = { for result in dbkill_huawei_mrs_sql_cancel.runaway_joins.results : result.sql_id => result.outcome }
}
