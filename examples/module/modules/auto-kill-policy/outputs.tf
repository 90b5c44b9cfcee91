output "status" {
  description = "Whether the policy is enforced, as the provider knows it."
  value       = dbkill_auto_kill_policy.this.status
}

output "enforced_by" {
  description = "vendor or runner."
  value       = dbkill_auto_kill_policy.this.enforced_by
}

output "document" {
  description = "The policy as the runner reads it."
  value       = dbkill_auto_kill_policy.this.document
}
