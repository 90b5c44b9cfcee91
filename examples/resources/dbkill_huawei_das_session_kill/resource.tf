variable "incident" {
  description = "Number of the incident; a new one kills again."
  type        = string
  default     = "1"
}

resource "dbkill_huawei_das_session_kill" "stuck" {
  instance_id = "bcfa975193f1402fa11a6d4fd6baf5fbin01"
  session_ids = ["8231", "8240"]

  triggers = {
    incident = var.incident
  }
}

# What became of each: killed, gone (it was over before) or survived.
output "outcomes" {
  value = { for result in dbkill_huawei_das_session_kill.stuck.results : result.id => result.outcome }
}
