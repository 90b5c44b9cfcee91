resource "dbkill_auto_kill_policy" "this" {
  name            = var.name
  mode            = var.observe ? "observe" : "enforce"
  max_kills       = var.max_kills
  protected_users = length(var.protected_users) > 0 ? var.protected_users : null
  reason          = var.reason

  target {
    service     = var.database.service
    instance_id = var.database.instance_id
    product     = var.database.product
    edition     = var.database.edition
    tenant_id   = var.database.tenant_id
    region      = var.database.region
  }

  match {
    users                = var.users
    min_duration_seconds = var.longest_seconds
  }

  lifecycle {
    precondition {
      condition     = length(setintersection(var.users, var.protected_users)) == 0
      error_message = "A user can't be in users and in protected_users."
    }
  }
}
