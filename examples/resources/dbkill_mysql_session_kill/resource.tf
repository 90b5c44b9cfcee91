variable "incident" {
  description = "Number of the incident; a new one kills again."
  type        = string
  default     = "1"
}

# The account comes from the environment: MYSQL_USER, MYSQL_PWD.
resource "dbkill_mysql_session_kill" "forgotten_transactions" {
  instance_id = "db.example.com:3306"

  match {
    commands                = ["Sleep"]
    min_transaction_seconds = 900
  }

  protected_users = ["replicator"]
  max_kills       = 10

  triggers = {
    incident = var.incident
  }
}

# Ends the statement and leaves the connection.
resource "dbkill_mysql_session_kill" "long_report" {
  instance_id = "db.example.com:3306"
  kill        = "query"

  match {
    users                = ["report"]
    min_duration_seconds = 600
  }
}
