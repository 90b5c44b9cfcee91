# The vendor's own task enforces it: reports must not run for more than a minute.
resource "dbkill_auto_kill_policy" "reports" {
  name   = "reports-60s"
  reason = "Reports lock the order tables."

  target {
    service     = "das"
    instance_id = "bcfa975193f1402fa11a6d4fd6baf5fbin01"
  }

  match {
    users                = ["report"]
    min_duration_seconds = 60
  }
}

# The runner enforces it: the vendor's task knows no exceptions, caps and windows.
resource "dbkill_auto_kill_policy" "stampede" {
  name = "stampede"

  target {
    service     = "dbbrain"
    instance_id = "cdb-8jawylhf"
  }

  match {
    databases            = ["shop"]
    commands             = ["Query"]
    min_duration_seconds = 10
  }

  exclude {
    users = ["etl"]
  }

  # Of each group of equal statements the oldest may finish.
  victims   = "all_but_oldest"
  group_by  = "fingerprint"
  max_kills = 50

  when {
    active_sessions_at_least = 200
    for_seconds              = 30
  }

  window {
    days      = ["mon", "tue", "wed", "thu", "fri"]
    start     = "08:00"
    end       = "20:00"
    time_zone = "Europe/Berlin"
  }
}
