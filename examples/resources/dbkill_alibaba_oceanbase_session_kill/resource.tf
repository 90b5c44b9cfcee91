# Chosen sessions of a tenant, once. An id is a text: some have more digits than a number holds.
resource "dbkill_alibaba_oceanbase_session_kill" "stuck" {
  instance_id = "ob317v4uif4h2k5q"
  tenant_id   = "t4louaeei6h2k5q"

  sessions = [
    { server = "192.168.13.119", id = "3221487618" },
    { server = "192.168.13.119", id = "9007199254740993" },
  ]
}

# Or those that match.
resource "dbkill_alibaba_oceanbase_session_kill" "idle" {
  instance_id = "ob317v4uif4h2k5q"
  tenant_id   = "t4louaeei6h2k5q"
  max_kills   = 20

  match {
    users                = ["app"]
    commands             = ["Sleep"]
    min_duration_seconds = 3600
  }
}

# What became of each: killed, gone (it was over before), survived or refused, with the vendor's message.
output "results" {
  value = dbkill_alibaba_oceanbase_session_kill.stuck.results
}
